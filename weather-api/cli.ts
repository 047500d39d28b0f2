import type { AddressInfo } from 'node:net'
import { createLog } from './log.ts'
import { createService } from './service.ts'
import { describeSettings, readSettings, SettingsError } from './settings.ts'

const help = `Runs the weather API for a real tenant.

  npm run weather-api -- --authority https://login.microsoftonline.com/<tenant id> --audience <client id of the API>

Option               Variable                What it sets
${describeSettings()}
`

function run(): void {
  const settings = readSettings(process.argv.slice(2), process.env)
  if (settings === undefined) {
    console.info(help)
    return
  }
  const log = createLog((line) => process.stdout.write(line))
  const { server, stop } = createService(settings, log)
  server.on('error', (error) => {
    log('error', 'stopped', { reason: error.message })
    process.exitCode = 1
    void stop()
  })
  server.listen(settings.port, settings.host, () => {
    const { address, port } = server.address() as AddressInfo
    log('info', 'listening', { address, port })
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // A second signal ends the process at once: the first takes its listener with it.
    process.once(signal, () => {
      log('info', 'stopping', { signal })
      void stop().then(() => log('info', 'stopped'))
    })
  }
}

try {
  run()
} catch (error) {
  if (!(error instanceof SettingsError)) throw error
  console.error(error.message)
  process.exitCode = 2
}
