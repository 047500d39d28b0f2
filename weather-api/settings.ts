import { type Fault, FaultError } from '../command-line/fault.ts'
import type { Options, ReadOptions } from '../command-line/options.ts'

/** What the weather API needs to know to run by itself. */
export interface StandaloneSettings {
  /** Whose tokens count: `https://login.microsoftonline.com/<tenant id>`. */
  authority: string
  /** In place of the issuer that the authority publishes, e.g. for tokens of version 1. */
  issuer: string | undefined
  /** Client id of the API; for tokens of version 1 its identifier URI. */
  audience: string
  scope: string
  /** Origins of the apps that may ask from a browser. */
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
    help: 'https://login.microsoftonline.com/<tenant id>',
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
    value: '<word>',
    help: 'the scope to demand; default access_as_user',
  },
  {
    option: 'origins',
    variable: 'WEATHER_API_ORIGINS',
    fallback: '',
    value: '<list>',
    help: 'origins of the apps, separated by commas; none for an API on the app’s own origin',
  },
  {
    option: 'issuer',
    variable: 'WEATHER_API_ISSUER',
    fallback: '',
    value: '<url>',
    help: 'in place of the issuer that the authority publishes',
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
    help: 'default 8080; 0 takes any free one',
  },
] as const satisfies Setting[]

type Option = (typeof settings)[number]['option']

/** The settings as options of a command; the help names the variable of each. */
export const settingOptions: Options = Object.fromEntries(
  settings.map(({ option, variable, value, help }) => [
    option,
    { value, help: `${help} [${variable}]` },
  ]),
)

/**
 * Reads the settings from options, then from the environment.
 * @throws {FaultError} with every fault
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
    audience: withSmallIds(audience),
    scope,
    origins: named,
    host,
    port,
  }
}

// Entra writes ids in small letters into its tokens. A URI stands there as it was registered.
function withSmallIds(audience: string): string {
  return /^[0-9a-f-]{36}$/i.test(audience) ? audience.toLowerCase() : audience
}

// Whoever can change the keys on their way can make tokens: plain http is for this machine only.
function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}

function isLoopback(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

// Tokens of every tenant would count: who may come in would be decided by nobody.
function isMultiTenant(authority: string): boolean {
  return /\/(?:common|organizations|consumers)\/?$/i.test(authority)
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text
}

function badAuthority(text: string): Fault {
  return {
    key: '--authority',
    problem: text === '' ? 'is missing.' : `"${text}" names no single tenant over https.`,
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
  problem: 'is no port.',
  fix: 'Set it to a number from 0 to 65535.',
}

function badIssuer(text: string): Fault {
  const fix = 'Set it to the issuer in the tokens, or leave it out.'
  return { key: '--issuer', problem: `"${text}" is no https URL.`, fix }
}

function badScope(text: string): Fault {
  const fix = 'Leave out the part before the last slash.'
  return { key: '--scope', problem: `"${text}" is not one word.`, fix }
}

function badOrigin(text: string): Fault {
  const fix = 'Write scheme and host alone, e.g. https://weather.contoso.example.'
  return { key: '--origins', problem: `"${text}" is no origin.`, fix }
}
