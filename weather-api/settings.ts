import { parseArgs } from 'node:util'

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

/** Something wrong with the settings, every fault on a line. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

/** @returns one line per setting, for `--help` */
export function describeSettings(): string {
  return settings
    .map(({ option, variable, value, help }) => {
      return `  ${`--${option} ${value}`.padEnd(20)} ${variable.padEnd(23)} ${help}`
    })
    .join('\n')
}

/**
 * Reads the settings from options, then from the environment.
 * @returns undefined when only help is wanted
 * @throws {SettingsError} with every fault
 */
export function readSettings(
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv,
): StandaloneSettings | undefined {
  const options = parseOptions(parameters)
  if (options['help'] === true) return undefined
  const texts = Object.fromEntries(
    settings.map((setting) => {
      const fallback = 'fallback' in setting ? setting.fallback : undefined
      const text = options[setting.option] ?? environment[setting.variable] ?? fallback
      return [setting.option, text === undefined ? undefined : String(text).trim()]
    }),
  ) as Record<Option, string | undefined>
  return checked(texts)
}

function parseOptions(parameters: readonly string[]): Record<string, string | boolean | undefined> {
  const strings = settings.map(({ option }) => [option, { type: 'string' }] as const)
  try {
    const { values } = parseArgs({
      args: [...parameters],
      options: { help: { type: 'boolean' }, ...Object.fromEntries(strings) },
    })
    return values
  } catch (error) {
    throw new SettingsError(error instanceof Error ? error.message : String(error))
  }
}

function checked(texts: Record<Option, string | undefined>): StandaloneSettings {
  const { authority = '', audience = '', scope = '', host = '', issuer = '' } = texts
  const origins = (texts.origins ?? '').split(',').map((text) => text.trim())
  const named = origins.filter((origin) => origin !== '')
  const port = Number(texts.port)
  const faults = [
    ...(isSafeUrl(authority) && !isMultiTenant(authority) ? [] : [badAuthority(authority)]),
    ...(audience === '' ? [missingAudience] : []),
    ...(/^[\w.-]+$/.test(scope) ? [] : [badScope(scope)]),
    ...(issuer === '' || isSafeUrl(issuer) ? [] : [`--issuer "${issuer}" is no https URL.`]),
    ...named.filter((origin) => !isOrigin(origin)).map(badOrigin),
    ...(Number.isInteger(port) && port >= 0 && port < 65_536 ? [] : ['--port is no port.']),
  ]
  if (faults.length > 0) throw new SettingsError(faults.join('\n'))
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

function badAuthority(text: string): string {
  return text === ''
    ? '--authority is missing. Set it to https://login.microsoftonline.com/<tenant id>.'
    : `--authority "${text}" names no single tenant over https. Set it to https://login.microsoftonline.com/<tenant id>.`
}

const missingAudience =
  '--audience is missing. Set it to the Application (client) ID of the API’s registration.'

function badScope(text: string): string {
  return `--scope "${text}" is not one word. Leave out the part before the last slash.`
}

function badOrigin(text: string): string {
  return `--origins: "${text}" is no origin. Write scheme and host alone, e.g. https://weather.contoso.example.`
}
