import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { posix, win32 } from 'node:path'
import { promisify } from 'node:util'
import { FaultError } from '../../command-line/fault.ts'
import { type Graph, GraphError } from './graph.ts'

/**
 * Finds the access token for Microsoft Graph: `GRAPH_TOKEN`, or that of the Azure CLI.
 * @param graphHost e.g. `graph.microsoft.com`
 * @param tenant to sign in to; undefined for the one that the Azure CLI is signed in to
 * @throws {FaultError} when there is none; with what the Azure CLI says
 */
export async function findAccessToken(
  graphHost: string,
  tenant: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const given = environment['GRAPH_TOKEN']?.trim().replace(/^Bearer /i, '')
  if (given === undefined || given === '') return askAzureCli(graphHost, tenant, environment)
  if (/^[\w.~+/=-]+$/.test(given)) return given
  const fix = 'Set it to the access token alone, without quotes and blanks.'
  throw new FaultError([{ key: 'GRAPH_TOKEN', problem: 'is no access token.', fix }])
}

const signIn = 'az login --allow-no-subscriptions'

async function askAzureCli(
  graphHost: string,
  tenant: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const program = findProgram('az', environment, process.platform, existsSync)
  if (program === undefined) {
    const fix = `Install the Azure CLI and sign in (${signIn}), or set GRAPH_TOKEN to an access token for Microsoft Graph.`
    throw new FaultError([{ key: 'az', problem: 'is not installed.', fix }])
  }
  const parameters = ['account', 'get-access-token', '--resource', `https://${graphHost}`]
  if (tenant !== undefined) parameters.push('--tenant', tenant)
  parameters.push('--query', 'accessToken', '--output', 'tsv')
  try {
    // Windows starts a .cmd only through its shell. No argument has a character that the shell knows.
    const isScript = /\.(?:cmd|bat)$/i.test(program)
    const options = { env: environment, shell: isScript, timeout: 120_000 }
    const { stdout } = await promisify(execFile)(
      isScript ? `"${program}"` : program,
      parameters,
      options,
    )
    return stdout.trim()
  } catch (error) {
    throw refusalOfAzureCli(error, tenant)
  }
}

function refusalOfAzureCli(cause: unknown, tenant: string | undefined): FaultError {
  const { stderr = '', message } = cause as { stderr?: string; message: string }
  const lines = stderr.split(/\r?\n/).map((line) => line.trim())
  const said = lines.filter((line) => line !== '' && !line.startsWith('WARNING:')).join('\n  ')
  const problem = `gave no access token. It says:\n  ${said.replace(/^ERROR: /, '') || message}`
  const inTenant = tenant === undefined ? '' : ` --tenant ${tenant}`
  return new FaultError([{ key: 'az', problem, fix: `Sign in again: ${signIn}${inTenant}` }], {
    cause,
  })
}

/**
 * Finds a program as a shell of the platform does.
 * @param exists whether there is a file of this path
 * @returns its path; on Windows with one of the endings in `PATHEXT`
 */
export function findProgram(
  name: string,
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  exists: (path: string) => boolean,
): string | undefined {
  const isWindows = platform === 'win32'
  const paths = isWindows ? win32 : posix
  const path = environment['PATH'] ?? environment['Path'] ?? ''
  const endings = isWindows
    ? (environment['PATHEXT'] ?? '.EXE;.CMD').toLowerCase().split(';')
    : ['']
  const folders = path.split(paths.delimiter).filter(Boolean)
  const candidates = folders.flatMap((folder) =>
    endings.map((ending) => paths.join(folder, name + ending)),
  )
  return candidates.find(exists)
}

/** A tenant, and who is signed in to it. */
export interface Place {
  tenantId: string
  /** e.g. `Contoso (contoso.example)` */
  tenant: string
  person: string
}

interface Organization {
  id: string
  displayName?: string
  verifiedDomains?: { name: string; isDefault?: boolean }[]
}

/**
 * Reads which tenant the access token is for, and whose it is.
 * @param wanted the id or a domain of the tenant that is meant
 * @throws {GraphError} when it is another one
 * @see {@link https://learn.microsoft.com/graph/api/organization-get}
 */
export async function readPlace(graph: Graph, wanted: string | undefined): Promise<Place> {
  const path = '/organization?$select=id,displayName,verifiedDomains'
  const answer = await graph.read<{ value: Organization[] }>(path)
  const organization = answer?.value[0]
  if (!organization) {
    throw new GraphError(
      'Microsoft Graph does not say which tenant this is.',
      `Sign in again: ${signIn}`,
    )
  }
  const { id, displayName = 'a tenant without a name', verifiedDomains = [] } = organization
  const domain = verifiedDomains.find(({ isDefault }) => isDefault)?.name
  const place = {
    tenantId: id,
    tenant: `${displayName} (${domain === undefined ? id : `${domain}, ${id}`})`,
    person: await readPerson(graph),
  }
  const names = [id, ...verifiedDomains.map(({ name }) => name)].map((name) => name.toLowerCase())
  if (wanted === undefined || names.includes(wanted.toLowerCase())) return place
  throw new GraphError(
    `You are signed in to ${place.tenant} as ${place.person}, which is not ${wanted}.`,
    `Sign in there: ${signIn} --tenant ${wanted}`,
  )
}

// The token of an application has no person, and one with few permissions may not read its own.
async function readPerson(graph: Graph): Promise<string> {
  try {
    const path = '/me?$select=displayName,userPrincipalName'
    const me = await graph.read<{ displayName?: string; userPrincipalName?: string }>(path)
    return me?.userPrincipalName ?? me?.displayName ?? 'an application'
  } catch (error) {
    if (error instanceof GraphError && [400, 403].includes(error.status ?? 0))
      return 'an application'
    throw error
  }
}
