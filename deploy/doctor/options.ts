import type { ConfigFault } from '../../src/config/config.ts'
import { type Options, parseAppAddress, type ReadOptions } from '../command-line.ts'
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
  json: { help: 'print the findings as JSON' },
  help: { help: 'this text' },
} satisfies Options

/** @returns what to look at, and everything that is wrong with the options */
export function patientOf({ values, faults }: ReadOptions): {
  patient: Patient
  faults: ConfigFault[]
} {
  const text = values['app']?.[0] ?? 'http://localhost:5173'
  const app = parseAppAddress(text)
  const patient = { app: app ?? text, configFile: values['config']?.[0] }
  if (app !== undefined) return { patient, faults }
  const fault = {
    key: '--app',
    problem: `cannot be "${text}".`,
    fix: 'Set it to scheme and host of the app, e.g. https://weather.contoso.example, or with its path and a slash at the end: https://contoso.example/weather/.',
  }
  return { patient, faults: [...faults, fault] }
}
