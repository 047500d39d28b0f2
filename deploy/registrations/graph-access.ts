import { execFile } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { posix, win32 } from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'
import { type Fault, FaultError } from '../../command-line/fault.ts'
import { withoutPermission } from './directory.ts'
import { type Graph, GraphError } from './graph.ts'
import { microsoftGraphAppId } from './names.ts'

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
  const given = environment['GRAPH_TOKEN']?.trim().replace(/^(?:Authorization: *)?Bearer +/i, '')
  if (given === undefined || given === '') return askAzureCli(graphHost, tenant, environment)
  const fault = faultOfToken(given, graphHost)
  if (fault) throw new FaultError([{ key: 'GRAPH_TOKEN', ...fault }])
  return given
}

// The characters of RFC 6750 §2.1.
const tokenPattern = /^[\w.~+/=-]+$/

function faultOfToken(token: string, graphHost: string): Omit<Fault, 'key'> | undefined {
  if (!tokenPattern.test(token)) {
    const fix = 'Set it to the access token alone, without quotes and blanks.'
    return { problem: 'is no access token.', fix }
  }
  const fix = `Set it to the output of: az account get-access-token --resource https://${graphHost} --query accessToken --output tsv`
  const { exp, aud } = claimsOf(token)
  if (typeof exp === 'number' && exp * 1000 < Date.now()) {
    return { problem: `expired at ${new Date(exp * 1000).toISOString()}.`, fix }
  }
  const audiences = [`https://${graphHost}`, `https://${graphHost}/`, microsoftGraphAppId]
  if (typeof aud !== 'string' || audiences.includes(aud)) return undefined
  return { problem: `is for ${aud} and not for Microsoft Graph.`, fix }
}

/** What a token says of itself, for messages alone; nothing where it is not a JWT. */
function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const payload: unknown = JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
    )
    return { ...(payload as object) }
  } catch {
    return {}
  }
}

const signIn = 'az login --allow-no-subscriptions'

async function askAzureCli(
  graphHost: string,
  tenant: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const program = findProgram('az', environment, process.platform, isProgram)
  if (program === undefined) {
    const fix = `Install the Azure CLI and sign in (${signIn}), or set GRAPH_TOKEN to an access token for Microsoft Graph.`
    throw new FaultError([{ key: 'az', problem: 'is not installed.', fix }])
  }
  const parameters = ['account', 'get-access-token', '--resource', `https://${graphHost}`]
  if (tenant !== undefined) parameters.push('--tenant', tenant)
  parameters.push('--query', 'accessToken', '--output', 'tsv')
  try {
    // Windows starts a .cmd only through its shell, which takes one line. No argument has a character that it knows.
    const isScript = /\.(?:cmd|bat)$/i.test(program)
    const { stdout } = await promisify(execFile)(
      isScript ? [`"${program}"`, ...parameters].join(' ') : program,
      isScript ? [] : parameters,
      { env: environment, shell: isScript, timeout: secondsForAzureCli * 1000 },
    )
    // What az says beside the token, such as that there is a new version, stands on other lines.
    const token = linesOf(stdout).findLast((line) => tokenPattern.test(line))
    if (token !== undefined) return token
  } catch (error) {
    throw refusalOfAzureCli(error as AzureCliError, tenant)
  }
  throw refusalOfAzureCli({ stderr: '', code: 0 }, tenant)
}

const secondsForAzureCli = 120

interface AzureCliError {
  stderr?: string
  /** The exit code, or a text when it was not even started. */
  code?: number | string | null
  killed?: boolean
}

function refusalOfAzureCli(cause: AzureCliError, tenant: string | undefined): FaultError {
  const { stderr = '', code, killed = false } = cause
  const inTenant = tenant === undefined ? '' : ` --tenant ${tenant}`
  const said = linesOf(stderr).filter((line) => !line.startsWith('WARNING:'))
  const saidNothing = killed
    ? `did not answer within ${secondsForAzureCli} s.`
    : `gave no access token, and no reason (exit code ${code}).`
  const fault =
    typeof code === 'string'
      ? { problem: `cannot be started (${code}).`, fix: 'Install the Azure CLI again.' }
      : {
          problem:
            said.length === 0
              ? saidNothing
              : `gave no access token. It says:\n  ${said.join('\n  ').replace(/^ERROR: /, '')}`,
          fix: `Sign in again: ${signIn}${inTenant}`,
        }
  return new FaultError([{ key: 'az', ...fault }], { cause })
}

function linesOf(output: string): string[] {
  const lines = stripVTControlCharacters(output).split(/\r?\n/)
  return lines.map((line) => line.trim()).filter(Boolean)
}

// As a shell: neither a folder nor a file that may not be run.
function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/**
 * Finds a program as a shell of the platform does.
 * @param exists whether there is a program at this path
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
 * @param accessToken names its tenant where Graph does not, as for a guest who may not read about it
 * @param wanted the id or a domain of the tenant that is meant
 * @throws {GraphError} when it is another one
 * @see {@link https://learn.microsoft.com/graph/api/organization-get}
 */
export async function readPlace(
  graph: Graph,
  accessToken: string,
  wanted: string | undefined,
): Promise<Place> {
  const path = '/organization?$select=id,displayName,verifiedDomains'
  const organizations = await graph.readAll<Organization>(path).catch(withoutPermission)
  const { tid } = claimsOf(accessToken)
  const named = typeof tid === 'string' ? { id: tid } : undefined
  const organization = organizations?.find(({ id }) => id === tid) ?? organizations?.[0] ?? named
  if (!organization) {
    throw new GraphError(
      'Microsoft Graph does not say which tenant this is.',
      `Sign in again: ${signIn}`,
    )
  }
  const {
    id,
    displayName = 'a tenant without a name',
    verifiedDomains = [],
  }: Organization = organization
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
    return me ? (me.userPrincipalName ?? me.displayName ?? 'without a name') : 'an application'
  } catch (error) {
    if (error instanceof GraphError && [400, 403].includes(error.status ?? 0))
      return 'an application'
    throw error
  }
}
