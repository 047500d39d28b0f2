import type { AddressInfo } from 'node:net'
import { runProcess } from '../command-line/command.ts'
import { createLog } from './log.ts'
import { createService } from './service.ts'
import { readSettings, settingOptions, type StandaloneSettings } from './settings.ts'

function start(settings: StandaloneSettings): void {
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
    // `once`: a second signal ends the process at once.
    process.once(signal, () => {
      log('info', 'stopping', { signal })
      void stop().then(() => log('info', 'stopped'))
    })
  }
}

await runProcess({
  options: settingOptions,
  purpose: `Runs the weather API for a real tenant.

  npm run weather-api -- --authority https://login.microsoftonline.com/<tenant id> --audience <client id of the API>

Each option overrides the environment variable in brackets.`,
  run: (options) => start(readSettings(options, process.env)),
})
