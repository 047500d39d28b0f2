import type { Fault } from '../../command-line/fault.ts'
import type { Options, ReadOptions } from '../../command-line/options.ts'
import { parseAppAddress } from '../app-address.ts'
import type { Target } from './doctor.ts'

export const doctorOptions = {
  app: {
    value: '<address>',
    help: 'address of the app, e.g. https://weather.contoso.example, or https://contoso.example/weather/ below a path; default http://localhost:5173',
  },
  config: {
    value: '<file>',
    help: 'check a configuration that is not deployed yet, without the app’s host',
  },
  token: {
    value: '<access token>',
    help: 'access token of a signed-in user, to call its API; safer in the environment variable API_TOKEN, which stays out of the shell history',
  },
  json: { help: 'print the findings as JSON' },
} satisfies Options

/**
 * @param environment may have `API_TOKEN`, and `GRAPH_TOKEN` to read the registrations
 * @returns what to check, and the faults of the options
 */
export function targetFrom(
  { values, faults }: Pick<ReadOptions, 'values' | 'faults'>,
  environment: Readonly<Record<string, string | undefined>> = {},
): {
  target: Target
  faults: Fault[]
} {
  const text = values['app']?.[0] ?? 'http://localhost:5173'
  const app = parseAppAddress(text)
  const graphToken = environment['GRAPH_TOKEN']
  const target = {
    app: app ?? text,
    configFile: values['config']?.[0],
    token: values['token']?.[0] ?? (environment['API_TOKEN'] || undefined),
    ...(graphToken && { graph: { accessToken: graphToken } }),
  }
  if (app !== undefined) return { target, faults }
  const fault = {
    key: '--app',
    problem: `cannot be "${text}".`,
    fix: 'Set it to scheme and host of the app, e.g. https://weather.contoso.example. For an app below a path, add the path with a trailing slash: https://contoso.example/weather/.',
  }
  return { target, faults: [...faults, fault] }
}
