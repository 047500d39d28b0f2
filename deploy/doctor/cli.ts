import { describeFaults, describeOptions, readOptions } from '../command-line.ts'
import { diagnose } from './doctor.ts'
import { doctorOptions, patientOf } from './options.ts'
import { describeFindings, hasFault } from './finding.ts'

const help = `Looks at a deployment from the outside and says what is wrong with it, and what to do. It sends nothing
secret, changes nothing and needs no password. The exit code is 0 when nothing is wrong.

  npm run doctor -- --app https://weather.contoso.example

Options:
${describeOptions(doctorOptions)}`

async function run(parameters: readonly string[]): Promise<number> {
  const options = readOptions(doctorOptions, parameters)
  if (options.flags.has('help')) {
    console.info(help)
    return 0
  }
  const { patient, faults } = patientOf(options)
  if (faults.length > 0) {
    console.error(describeFaults(faults))
    return 2
  }
  const findings = await diagnose(patient)
  const inJson = options.flags.has('json')
  console.info(inJson ? JSON.stringify(findings, undefined, 2) : describeFindings(findings))
  return hasFault(findings) ? 1 : 0
}

process.exitCode = await run(process.argv.slice(2))
