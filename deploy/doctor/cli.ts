import { requireGoodOptions, runProcess } from '../../command-line/command.ts'
import { diagnose } from './doctor.ts'
import { doctorOptions, patientOf } from './options.ts'
import { describeFindings, hasFault } from './finding.ts'

await runProcess({
  options: doctorOptions,
  purpose: `Looks at a deployment from the outside and says what is wrong with it, and what to do. It sends nothing
secret, changes nothing and needs no password. The exit code is 0 when nothing is wrong.

  npm run doctor -- --app https://weather.contoso.example`,
  run: async (options, { say }) => {
    const { patient, faults } = patientOf(options)
    requireGoodOptions(faults)
    const findings = await diagnose(patient)
    const inJson = options.flags.has('json')
    say(inJson ? JSON.stringify(findings, undefined, 2) : describeFindings(findings))
    return hasFault(findings) ? 1 : 0
  },
})
