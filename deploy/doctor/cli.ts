import { requireGoodOptions, runProcess } from '../../command-line/command.ts'
import { diagnose } from './doctor.ts'
import { doctorOptions, targetFrom } from './options.ts'
import { describeFindings, hasFault } from './finding.ts'

await runProcess({
  options: doctorOptions,
  purpose: `Checks a deployment from the outside, and prints each problem with its fix. It changes nothing and needs no
password. The only secret that it sends is a token that you give it, to the API of that token. The exit code is 1 when it
finds a problem.

  npm run doctor -- --app https://weather.contoso.example`,
  notes: `If the environment variable GRAPH_TOKEN is set (az account get-access-token --resource https://graph.microsoft.com), the
doctor also reads both registrations and compares their app roles.`,
  run: async (options, { say }) => {
    const { target, faults } = targetFrom(options, process.env)
    requireGoodOptions(faults)
    const findings = await diagnose(target)
    const inJson = options.flags.has('json')
    say(inJson ? JSON.stringify(findings, undefined, 2) : describeFindings(findings))
    return hasFault(findings) ? 1 : 0
  },
})
