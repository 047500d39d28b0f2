import * as v from 'valibot'
import { describeIssue, strictObject } from './describe-issue.ts'
import { SWITCH_NAMES, type Switches } from './identity/switches.ts'
import type { RegistrationsInput } from './registrations/registrations.ts'
import type { Certificate } from './server/certificate.ts'

export interface LocalEntraOptions {
  /** Ports; 0, the default, takes any free one. */
  identityPort?: number
  weatherApiPort?: number
  graphPort?: number
  /** The address of an API of your own, such as `http://localhost:5236/WeatherForecast`, for the app in place of the weather API. */
  weatherApiUrl?: string | undefined
  /** Port of the control server; false, the default, starts none. */
  controlPort?: number | false
  /** Origins of the apps, such as `http://localhost:5173`, or addresses below one, which end with `/`. */
  appOrigins?: string[]
  /** Tenants, apps, APIs and accounts, as registrations.md explains them; sample ones by default. */
  registrations?: RegistrationsInput
  switches?: Partial<Switches>
  /**
   * Serves https, which MSAL.NET and `Microsoft.Identity.Web` require: true for a certificate that is made once and kept in
   * `~/.local-entra`, or a certificate for localhost.
   */
  https?: boolean | Certificate
  /**
   * The origin by which clients know the identity provider, if a proxy in front of it has another, such as
   * `https://login.microsoftonline.com`. It listens on loopback only.
   */
  identityOrigin?: string
}

const portRule = 'must be a port: a number from 0 to 65535'
const portNumber = v.pipe(
  v.number(portRule),
  v.integer(portRule),
  v.minValue(0, portRule),
  v.maxValue(65_535, portRule),
)
const port = v.optional(portNumber)
const https = v.optional(
  v.union([v.boolean(), v.looseObject({})], 'must be true, false or a certificate'),
)
const switches = Object.fromEntries(SWITCH_NAMES.map((name) => [name, v.optional(v.boolean())]))

const ofStartLocalEntra: Record<keyof LocalEntraOptions, v.GenericSchema> = {
  identityPort: port,
  weatherApiPort: port,
  graphPort: port,
  weatherApiUrl: v.optional(v.string()),
  controlPort: v.optional(v.union([v.literal(false), portNumber], `${portRule}, or false`)),
  appOrigins: v.optional(v.array(v.string())),
  // Parsed by itself, with every fault.
  registrations: v.optional(v.unknown()),
  switches: v.optional(strictObject(switches)),
  https,
  identityOrigin: v.optional(v.string()),
}

/**
 * Requires options that exist: TypeScript does not see those of a test or a configuration in JavaScript.
 * @throws {Error} with a line for each fault
 */
export function requireOptions(options: object): void {
  requireKnown('startLocalEntra', options, ofStartLocalEntra)
}

/** As {@link requireOptions}, for the plugin of Vite. */
export function requirePluginOptions(options: object): void {
  requireKnown('the plugin localEntra', options, {
    registrations: v.optional(v.string()),
    appName: v.optional(v.string()),
    sameOrigin: v.optional(v.boolean()),
    https,
  })
}

function requireKnown(owner: string, options: object, entries: v.ObjectEntries): void {
  const { issues } = v.safeParse(strictObject(entries), options)
  if (!issues) return
  const faults = issues.map((issue) => describeIssue(issue, 'the object'))
  throw new Error([`The options of ${owner} cannot be used:`, ...faults].join('\n  - '))
}
