import { parseUrl } from '../../command-line/parse-url.ts'
import type { LocalEntraOptions } from './options.ts'

/** The default ports, with the variables and options that change them. */
export const PORT_SETTINGS = [
  {
    option: 'identityPort',
    flag: 'identity-port',
    variable: 'LOCAL_IDENTITY_PORT',
    port: 5180,
    of: 'identity provider',
  },
  {
    option: 'weatherApiPort',
    flag: 'weather-api-port',
    variable: 'LOCAL_WEATHER_API_PORT',
    port: 5181,
    of: 'weather API',
  },
  {
    option: 'controlPort',
    flag: 'control-port',
    variable: 'LOCAL_CONTROL_PORT',
    port: 5182,
    of: 'control server',
  },
  {
    option: 'graphPort',
    flag: 'graph-port',
    variable: 'LOCAL_GRAPH_PORT',
    port: 5183,
    of: 'local Microsoft Graph',
  },
] as const

/** The variable with the address of an API of your own, in place of the weather API. */
export const WEATHER_API_URL = 'LOCAL_WEATHER_API_URL'

/**
 * Reads the address of an API of your own.
 * @param option value of the command line, which wins over the variable
 * @throws {Error} with a message for a person when it is not a URL
 */
export function readWeatherApiUrl(
  environment: NodeJS.ProcessEnv,
  option?: string,
): string | undefined {
  const [name, text] =
    option === undefined
      ? [WEATHER_API_URL, environment[WEATHER_API_URL] ?? '']
      : ['--weather-api-url', option]
  if (text === '') return undefined
  if (/^https?:/.test(parseUrl(text)?.protocol ?? '')) return text
  throw new Error(
    `${name} is "${text}", which is not a URL. Set it to an address like http://localhost:5236/WeatherForecast.`,
  )
}

/** The variable that mounts everything in the dev server. GitHub Codespaces sets the other one. */
export const SAME_ORIGIN = 'LOCAL_SAME_ORIGIN'

/**
 * Whether a browser reaches only the dev server, so that the identity provider has to be below its address.
 * @throws {Error} when the variable is neither `true` nor `false`
 */
export function readSameOrigin(environment: NodeJS.ProcessEnv): boolean {
  const text = environment[SAME_ORIGIN] ?? ''
  if (text === '') return environment['CODESPACES'] === 'true'
  if (text === 'true' || text === 'false') return text === 'true'
  throw new Error(`${SAME_ORIGIN} is "${text}". Set it to true or false.`)
}

/**
 * Reads the ports: an option wins over its variable, which wins over the default.
 * @param options values of the command line, by name
 * @throws {Error} with a message for a person when a value is not a port
 */
export function readPortSettings(
  environment: NodeJS.ProcessEnv,
  options: Readonly<Record<string, readonly string[] | undefined>> = {},
): Required<
  Pick<LocalEntraOptions, 'identityPort' | 'weatherApiPort' | 'controlPort' | 'graphPort'>
> {
  const [identityPort, weatherApiPort, controlPort, graphPort] = PORT_SETTINGS.map((setting) => {
    const option = options[setting.flag]?.[0]
    if (option !== undefined) return readPort(`--${setting.flag}`, option)
    const text = environment[setting.variable] ?? ''
    return text === '' ? setting.port : readPort(setting.variable, text)
  }) as [number, number, number, number]
  return { identityPort, weatherApiPort, controlPort, graphPort }
}

function readPort(name: string, text: string): number {
  const port = Number(text)
  if (text.trim() !== '' && Number.isInteger(port) && port >= 0 && port < 65_536) return port
  throw new Error(`${name} is "${text}", which is not a port. Set it to a number from 0 to 65535.`)
}
