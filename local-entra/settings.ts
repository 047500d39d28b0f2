import type { LocalStackOptions } from './local-stack.ts'

/** The ports that the stack has when nobody says otherwise, and the variables that say so. */
export const PORT_SETTINGS = [
  { option: 'identityPort', variable: 'LOCAL_IDENTITY_PORT', port: 5180, of: 'identity provider' },
  { option: 'weatherApiPort', variable: 'LOCAL_WEATHER_API_PORT', port: 5181, of: 'weather API' },
  { option: 'controlPort', variable: 'LOCAL_CONTROL_PORT', port: 5182, of: 'control' },
] as const

/** Reads the port settings. Throws an Error with a message for a person when one is no port. */
export function readPortSettings(
  environment: NodeJS.ProcessEnv,
): Required<Pick<LocalStackOptions, 'identityPort' | 'weatherApiPort' | 'controlPort'>> {
  const [identityPort, weatherApiPort, controlPort] = PORT_SETTINGS.map(({ variable, port }) =>
    readPort(variable, environment[variable], port),
  ) as [number, number, number]
  return { identityPort, weatherApiPort, controlPort }
}

function readPort(variable: string, text: string | undefined, fallback: number): number {
  if (text === undefined || text === '') return fallback
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port
  throw new Error(`${variable} is "${text}", which is no port. Set it to a number from 0 to 65535.`)
}
