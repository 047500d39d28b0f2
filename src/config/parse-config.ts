import * as v from 'valibot'
import {
  acceptConfig,
  api,
  authorityMetadata,
  type Config,
  ConfigError,
  type ConfigFault,
  configSchema,
  missingApi,
} from './config.ts'

/**
 * Validates and normalizes a configuration. The app loads this module only for a configuration that it cannot accept.
 * @param value the parsed JSON
 * @returns as {@link acceptConfig} does
 * @throws {ConfigError} with every fault
 */
export function parseConfig(value: unknown): Config {
  const config = acceptConfig(value)
  if (config) return config
  const { issues = [] } = v.safeParse(configSchema, value)
  const faults = issues.map(toFault)
  if (isObject(value) && hasNoApi(value)) faults.push(missingApi('weatherApi'))
  throw new ConfigError(faults)
}

function hasNoApi(file: Record<string, unknown>): boolean {
  const { weatherApi, apis } = file
  return weatherApi === undefined && Object.keys(isObject(apis) ? apis : {}).length === 0
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function toFault(issue: v.BaseIssue<unknown>): ConfigFault {
  const key = v.getDotPath(issue) ?? ''
  if (key === '') {
    return { key, problem: `contains ${issue.received}.`, fix: 'It must contain one JSON object.' }
  }
  return issue.expected === 'never'
    ? unknownKey(key)
    : { key, problem: problemOf(issue), fix: fixFor(key) }
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  if (issue.received === 'undefined' || issue.input === undefined) return 'is missing.'
  const found = typeof issue.input === 'string' ? JSON.stringify(issue.input) : issue.received
  return `cannot be ${found.length > 120 ? `${found.slice(0, 117)}…"` : found}.`
}

function fixFor(key: string): string {
  const kind = key.replace(apiKey, 'api')
  // `hasOwn`, because a key such as `__proto__` would find an inherited property.
  const fix = Object.hasOwn(fixes, kind) ? fixes[kind] : undefined
  const otherwise = key.startsWith('apis.') ? fixes['apis'] : undefined
  return fix ?? otherwise ?? 'Set it to true or false, or leave it out.'
}

const apiKey = /^(?:weatherApi|apis\.[^.]+)(?=$|\.)/

function unknownKey(key: string): ConfigFault {
  const parent = key.slice(0, Math.max(key.lastIndexOf('.'), 0))
  const known = knownIn(parent).map((name) => (parent === '' ? name : `${parent}.${name}`))
  return {
    key,
    problem: 'is not a known setting.',
    fix: `Remove it or correct its spelling. Known settings: ${known.join(', ')}.`,
  }
}

function knownIn(parent: string): string[] {
  if (parent === '') return Object.keys(configSchema.entries)
  return Object.keys(parent === 'authorityMetadata' ? authorityMetadata.entries : api.entries)
}

const endpointFix = (name: string) =>
  `Set it to the ${name} of the identity provider: an https URL. Plain http is for localhost only.`

/** The fix for each key. `api` stands for the key of any API. */
const fixes: Readonly<Record<string, string>> = {
  authority:
    'Set it to https://login.microsoftonline.com/<tenant id>, with nothing after the tenant. The Directory (tenant) ID is on the Overview page of the app registration.',
  clientId:
    'Set it to the Application (client) ID of the single-page app. It is on the Overview page of its app registration.',
  api: missingApi('').fix,
  'api.url':
    'Set it to the address of the API, e.g. https://api.contoso.example/WeatherForecast, or to a path such as /WeatherForecast for an API on this origin. Plain http is for localhost only.',
  'api.scope':
    'Set it to the full name of the scope, e.g. api://<API client id>/access_as_user. It is under "Expose an API" in the registration of the API.',
  apis: 'Set it to { "<name>": { "url": "…", "scope": "…" } }, or leave it out. A name starts with a letter, followed by letters, digits, - or _.',
  tokenStorage: 'Set it to "session" or "memory", or leave it out.',
  idleMinutes:
    'Set it to a number of minutes from 1 to 1440, or leave it out to turn off the sign-out of idle users.',
  reportTo:
    'Set it to the https URL of a collector of reports, without credentials and fragment, or leave it out. Percent-encode characters such as ; , $ and quotes. Plain http is for localhost only.',
  authorityMetadata:
    'Leave it out, or set issuer, authorization_endpoint, token_endpoint, end_session_endpoint and jwks_uri.',
  'authorityMetadata.issuer': endpointFix('issuer'),
  'authorityMetadata.authorization_endpoint': endpointFix('authorization endpoint'),
  'authorityMetadata.token_endpoint': endpointFix('token endpoint'),
  'authorityMetadata.end_session_endpoint': endpointFix('end-session endpoint'),
  'authorityMetadata.jwks_uri': endpointFix('JWKS URI'),
}
