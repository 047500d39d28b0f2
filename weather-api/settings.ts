import { type Fault, FaultError } from '../command-line/fault.ts'
import type { Options, ReadOptions } from '../command-line/options.ts'
import { parseUrl } from '../command-line/parse-url.ts'

/** The settings of the standalone weather API. */
export interface StandaloneSettings {
  /** Issues the tokens: `https://login.microsoftonline.com/<tenant id>`. */
  authority: string
  /** Overrides the issuer that the authority publishes, e.g. for version 1 tokens. */
  issuer: string | undefined
  /** Client id of the API; its application ID URI for version 1 tokens. */
  audience: string
  scope: string
  /** Origins of the apps that may call the API from a browser. */
  origins: readonly string[]
  host: string
  port: number
}

interface Setting {
  option: string
  variable: string
  fallback?: string
  value: string
  help: string
}

const settings = [
  {
    option: 'authority',
    variable: 'WEATHER_API_AUTHORITY',
    value: '<url>',
    help: 'authority that issues the tokens, e.g. https://login.microsoftonline.com/<tenant id>',
  },
  {
    option: 'audience',
    variable: 'WEATHER_API_AUDIENCE',
    value: '<id>',
    help: 'Application (client) ID of the API',
  },
  {
    option: 'scope',
    variable: 'WEATHER_API_SCOPE',
    fallback: 'access_as_user',
    value: '<name>',
    help: 'required scope; default access_as_user',
  },
  {
    option: 'origins',
    variable: 'WEATHER_API_ORIGINS',
    fallback: '',
    value: '<list>',
    help: 'origins of the apps for CORS, separated by commas; empty for an API on the app’s own origin',
  },
  {
    option: 'issuer',
    variable: 'WEATHER_API_ISSUER',
    fallback: '',
    value: '<url>',
    help: 'issuer of the tokens; default: the issuer that the authority publishes',
  },
  {
    option: 'host',
    variable: 'HOST',
    fallback: '127.0.0.1',
    value: '<address>',
    help: 'address to listen on; default 127.0.0.1',
  },
  {
    option: 'port',
    variable: 'PORT',
    fallback: '8080',
    value: '<number>',
    help: 'port to listen on; default 8080; 0 for any free port',
  },
] as const satisfies Setting[]

type Option = (typeof settings)[number]['option']

/** The settings as options of a command, with their environment variables in the help. */
export const settingOptions: Options = Object.fromEntries(
  settings.map(({ option, variable, value, help }) => [
    option,
    { value, help: `${help} [${variable}]` },
  ]),
)

/**
 * Reads the settings from options, then from the environment.
 * @throws {FaultError} with all faults
 */
export function readSettings(
  options: Pick<ReadOptions, 'values' | 'faults'>,
  environment: NodeJS.ProcessEnv,
): StandaloneSettings {
  const texts = Object.fromEntries(
    settings.map((setting) => {
      const fallback = 'fallback' in setting ? setting.fallback : undefined
      const text = options.values[setting.option]?.[0] ?? environment[setting.variable] ?? fallback
      return [setting.option, text?.trim()]
    }),
  ) as Record<Option, string | undefined>
  return checked(texts, options.faults)
}

function checked(
  texts: Record<Option, string | undefined>,
  earlier: readonly Fault[],
): StandaloneSettings {
  const { authority = '', audience = '', scope = '', host = '', issuer = '' } = texts
  const origins = (texts.origins ?? '').split(',').map((text) => text.trim())
  const named = origins.filter((origin) => origin !== '')
  const port = Number(texts.port)
  const faults = [
    ...earlier,
    ...(isSafeUrl(authority) && !isMultiTenant(authority) ? [] : [badAuthority(authority)]),
    ...(audience === '' ? [missingAudience] : []),
    ...(/^[\w.-]+$/.test(scope) ? [] : [badScope(scope)]),
    ...(issuer === '' || isSafeUrl(issuer) ? [] : [badIssuer(issuer)]),
    ...named.filter((origin) => !isOrigin(origin)).map(badOrigin),
    ...(Number.isInteger(port) && port >= 0 && port < 65_536 ? [] : [badPort]),
  ]
  if (faults.length > 0) throw new FaultError(faults, { exitCode: 2 })
  const ownIssuer = issuer === '' ? undefined : issuer
  return {
    authority,
    issuer: ownIssuer,
    audience: withLowerCaseId(audience),
    scope,
    origins: named,
    host,
    port,
  }
}

// Tokens of Entra have lowercase ids. A URI keeps its registered case.
function withLowerCaseId(audience: string): string {
  return /^[0-9a-f-]{36}$/i.test(audience) ? audience.toLowerCase() : audience
}

// An attacker who can change the keys in transit can forge tokens: plain http is for this machine only.
function isSafeUrl(text: string): boolean {
  const url = parseUrl(text)
  if (!url) return false
  const { protocol, hostname } = url
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}

function isLoopback(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

// These authorities accept the tokens of every tenant.
function isMultiTenant(authority: string): boolean {
  return /\/(?:common|organizations|consumers)\/?$/i.test(authority)
}

function isOrigin(text: string): boolean {
  return parseUrl(text)?.origin === text
}

function badAuthority(text: string): Fault {
  return {
    key: '--authority',
    problem:
      text === '' ? 'is missing.' : `cannot be "${text}": it must be one tenant, over https.`,
    fix: 'Set it to https://login.microsoftonline.com/<tenant id>.',
  }
}

const missingAudience: Fault = {
  key: '--audience',
  problem: 'is missing.',
  fix: 'Set it to the Application (client) ID of the API’s registration.',
}

const badPort: Fault = {
  key: '--port',
  problem: 'is not a port number.',
  fix: 'Set it to a number from 0 to 65535.',
}

function badIssuer(text: string): Fault {
  const fix = 'Set it to the issuer in the tokens, or remove it.'
  return { key: '--issuer', problem: `cannot be "${text}": it is not an https URL.`, fix }
}

function badScope(text: string): Fault {
  const fix = 'Set it to the name only, which follows the last slash of the full scope.'
  return { key: '--scope', problem: `cannot be "${text}": it is not the name of a scope.`, fix }
}

function badOrigin(text: string): Fault {
  const fix = 'Write scheme and host only, e.g. https://weather.contoso.example.'
  return { key: '--origins', problem: `contains "${text}", which is not an origin.`, fix }
}
