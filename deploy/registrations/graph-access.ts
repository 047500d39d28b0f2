import { execFile } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { posix, win32 } from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'
import { type Fault, FaultError } from '../../command-line/fault.ts'
import { microsoftGraphAppId } from '../identity-provider/microsoft-graph.ts'
import { withoutPermission } from './directory.ts'
import { type Graph, GraphError } from './graph.ts'

/**
 * Finds the access token for Microsoft Graph: `GRAPH_TOKEN`, or the Azure CLI's.
 * @param graphHost e.g. `graph.microsoft.com`
 * @param tenant to sign in to; the current tenant of the Azure CLI by default
 * @throws {FaultError} when there is none, with the message of the Azure CLI
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
    const fix = 'Set it to the access token only, without quotes and spaces.'
    return { problem: 'is not an access token.', fix }
  }
  const fix = `Set it to the output of: az account get-access-token --resource https://${graphHost} --query accessToken --output tsv`
  const { exp, aud } = claimsOf(token)
  if (typeof exp === 'number' && exp * 1000 < Date.now()) {
    return { problem: `expired at ${new Date(exp * 1000).toISOString()}.`, fix }
  }
  const audiences = [`https://${graphHost}`, `https://${graphHost}/`, microsoftGraphAppId]
  if (typeof aud !== 'string' || audiences.includes(aud)) return undefined
  return { problem: `is for ${aud}, not for Microsoft Graph.`, fix }
}

/** The unverified claims of a token, for messages only; empty when it is not a JWT. */
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
    // Windows starts a .cmd only through a shell, which takes one line. No argument here needs to be escaped.
    const isScript = /\.(?:cmd|bat)$/i.test(program)
    const { stdout } = await promisify(execFile)(
      isScript ? [`"${program}"`, ...parameters].join(' ') : program,
      isScript ? [] : parameters,
      { env: environment, shell: isScript, timeout: secondsForAzureCli * 1000 },
    )
    // az may print notices, such as a new version, on other lines.
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
  /** The exit code, or an error code when it could not be started. */
  code?: number | string | null
  killed?: boolean
}

function refusalOfAzureCli(cause: AzureCliError, tenant: string | undefined): FaultError {
  const { stderr = '', code, killed = false } = cause
  const inTenant = tenant === undefined ? '' : ` --tenant ${tenant}`
  const said = linesOf(stderr).filter((line) => !line.startsWith('WARNING:'))
  const saidNothing = killed
    ? `did not answer within ${secondsForAzureCli} s.`
    : `returned no access token and no reason (exit code ${code}).`
  const fault =
    typeof code === 'string'
      ? { problem: `cannot be started (${code}).`, fix: 'Install the Azure CLI again.' }
      : {
          problem:
            said.length === 0
              ? saidNothing
              : `returned no access token:\n  ${said.join('\n  ').replace(/^ERROR: /, '')}`,
          fix: `Sign in again: ${signIn}${inTenant}`,
        }
  return new FaultError([{ key: 'az', ...fault }], { cause })
}

function linesOf(output: string): string[] {
  const lines = stripVTControlCharacters(output).split(/\r?\n/)
  return lines.map((line) => line.trim()).filter(Boolean)
}

// Like a shell: no folder, and no file without execute permission.
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

/** A tenant, and the user who is signed in to it. */
export interface SignedInTenant {
  tenantId: string
  /** e.g. `Contoso (contoso.example)` */
  tenant: string
  user: string
}

interface Organization {
  id: string
  displayName?: string
  verifiedDomains?: { name: string; isDefault?: boolean }[]
}

/**
 * Reads the tenant and the user of an access token.
 * @param accessToken says the tenant if Graph does not: guests may not read it
 * @param wanted the id or a domain of the expected tenant
 * @throws {GraphError} when it is another one
 * @see {@link https://learn.microsoft.com/graph/api/organization-get}
 */
export async function readSignedInTenant(
  graph: Graph,
  accessToken: string,
  wanted: string | undefined,
): Promise<SignedInTenant> {
  const path = '/organization?$select=id,displayName,verifiedDomains'
  const organizations = await graph.readAll<Organization>(path).catch(withoutPermission)
  const { tid } = claimsOf(accessToken)
  const named = typeof tid === 'string' ? { id: tid } : undefined
  const organization = organizations?.find(({ id }) => id === tid) ?? organizations?.[0] ?? named
  if (!organization) {
    throw new GraphError(
      'Microsoft Graph does not return the tenant of the access token.',
      `Sign in again: ${signIn}`,
    )
  }
  const {
    id,
    displayName = 'a tenant without a name',
    verifiedDomains = [],
  }: Organization = organization
  const domain = verifiedDomains.find(({ isDefault }) => isDefault)?.name
  const signedIn = {
    tenantId: id,
    tenant: `${displayName} (${domain === undefined ? id : `${domain}, ${id}`})`,
    user: await readUser(graph),
  }
  const names = [id, ...verifiedDomains.map(({ name }) => name)].map((name) => name.toLowerCase())
  if (wanted === undefined || names.includes(wanted.toLowerCase())) return signedIn
  throw new GraphError(
    `You are signed in to ${signedIn.tenant} as ${signedIn.user}, not to ${wanted}.`,
    `Sign in to that tenant: ${signIn} --tenant ${wanted}`,
  )
}

// An application's token has no user, and one with few permissions may not read its own.
async function readUser(graph: Graph): Promise<string> {
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
