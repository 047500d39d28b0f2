import { requireGoodOptions, runProcess } from '../../command-line/command.ts'
import { diagnose } from './doctor.ts'
import { doctorOptions, patientOf } from './options.ts'
import { describeFindings, hasFault } from './finding.ts'

await runProcess({
  options: doctorOptions,
  purpose: `Looks at a deployment from the outside and says what is wrong with it, and what to do. It changes nothing, needs
no password, and sends nothing secret but a token that you give it, to the API that the token is for. The exit code is
0 when nothing is wrong.

  npm run doctor -- --app https://weather.contoso.example`,
  notes: `Where the variable GRAPH_TOKEN is set (az account get-access-token --resource https://graph.microsoft.com), it also reads
the registration of the app.`,
  run: async (options, { say }) => {
    const { patient, faults } = patientOf(options, process.env)
    requireGoodOptions(faults)
    const findings = await diagnose(patient)
    const inJson = options.flags.has('json')
    say(inJson ? JSON.stringify(findings, undefined, 2) : describeFindings(findings))
    return hasFault(findings) ? 1 : 0
  },
})
