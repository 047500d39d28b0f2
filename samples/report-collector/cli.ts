import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { requireGoodOptions, runProcess, type Terminal } from '../../command-line/command.ts'
import type { Fault } from '../../command-line/fault.ts'
import type { Options, ReadOptions } from '../../command-line/options.ts'
import { parseUrl } from '../../command-line/parse-url.ts'
import { createCollector } from './collector.ts'

const options = {
  app: { value: '<address>', help: 'address of the app, e.g. https://weather.contoso.example' },
  port: { value: '<port>', help: 'port on 127.0.0.1, or 0 for any; default 9100' },
} satisfies Options

async function run({ values, faults }: ReadOptions, { say }: Terminal): Promise<void> {
  const origin = parseUrl(values['app']?.[0] ?? '')?.origin ?? 'null'
  const port = Number(values['port']?.[0] ?? 9100)
  const noApp: Fault = { key: '--app', problem: 'is not a URL.', fix: 'Set it to https://<host>.' }
  const noPort: Fault = { key: '--port', problem: 'is not a port.', fix: 'Set it to 0 to 65535.' }
  const isPort = Number.isInteger(port) && port >= 0 && port <= 65_535
  requireGoodOptions([
    ...faults,
    ...(origin === 'null' ? [noApp] : []),
    ...(isPort ? [] : [noPort]),
  ])
  const log = (line: string) => say(`${new Date().toISOString()} ${line}`)
  const server = createCollector({ origins: [origin], log })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const { port: actual } = server.address() as AddressInfo
  say(`Collecting reports of ${origin} at http://127.0.0.1:${actual}/reports`)
}

await runProcess({
  options,
  purpose: `Logs a line for each violation of the content security policy that a browser reports. A sample.

  npm run report-collector -- --app https://weather.contoso.example`,
  run,
})
