import type { Fault } from '../../command-line/fault.ts'
import type { Options, ReadOptions } from '../../command-line/options.ts'
import { parseAppAddress } from '../app-address.ts'
import type { Patient } from './doctor.ts'

export const doctorOptions = {
  app: {
    value: '<address>',
    help: 'the app, e.g. https://weather.contoso.example, or https://contoso.example/weather/ for an app below a path; default http://localhost:5173',
  },
  config: {
    value: '<file>',
    help: 'a configuration that is not deployed yet; the app’s host is left alone',
  },
  token: {
    value: '<access token>',
    help: 'an access token of a signed-in user, to ask each API with; better in the variable API_TOKEN, which no history of commands keeps',
  },
  json: { help: 'print the findings as JSON' },
} satisfies Options

/**
 * @param environment may hold `API_TOKEN`, and `GRAPH_TOKEN` to read the registration of the app with
 * @returns what to look at, and everything that is wrong with the options
 */
export function patientOf(
  { values, faults }: Pick<ReadOptions, 'values' | 'faults'>,
  environment: Readonly<Record<string, string | undefined>> = {},
): {
  patient: Patient
  faults: Fault[]
} {
  const text = values['app']?.[0] ?? 'http://localhost:5173'
  const app = parseAppAddress(text)
  const graphToken = environment['GRAPH_TOKEN']
  const patient = {
    app: app ?? text,
    configFile: values['config']?.[0],
    token: values['token']?.[0] ?? (environment['API_TOKEN'] || undefined),
    ...(graphToken && { graph: { accessToken: graphToken } }),
  }
  if (app !== undefined) return { patient, faults }
  const fault = {
    key: '--app',
    problem: `cannot be "${text}".`,
    fix: 'Set it to scheme and host of the app, e.g. https://weather.contoso.example, or with its path and a slash at the end: https://contoso.example/weather/.',
  }
  return { patient, faults: [...faults, fault] }
}
