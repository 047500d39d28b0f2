import type { ConfigFault } from '../../src/config/config.ts'
import type { Options, ReadOptions } from '../command-line.ts'
import type { Patient } from './doctor.ts'

export const doctorOptions = {
  app: {
    value: '<origin>',
    help: 'the app, e.g. https://weather.contoso.example; default http://localhost:5173',
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
  const app = values['app']?.[0] ?? 'http://localhost:5173'
  const isOrigin = URL.canParse(app) && /^https?:$/.test(new URL(app).protocol)
  const patient = { app: isOrigin ? new URL(app).origin : app, configFile: values['config']?.[0] }
  if (isOrigin && new URL(app).pathname === '/') return { patient, faults }
  const fault = {
    key: '--app',
    problem: `cannot be "${app}".`,
    fix: 'Set it to scheme and host of the app, e.g. https://weather.contoso.example.',
  }
  return { patient, faults: [...faults, fault] }
}
