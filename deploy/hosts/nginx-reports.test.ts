import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { nginxServer } from './nginx.ts'
import { staticWebAppConfig } from './static-web-app.ts'
import { ask, why, withBench, withoutNginx } from './testing/bench.ts'

const bench = withBench()

const reportTo = 'https://reports.contoso.example/weather?key=a%3Bb&v=[1]'
const config: Config = {
  authority: 'https://login.microsoftonline.com/contoso.example',
  clientId: '11111111-2222-3333-4444-555555555555',
  weatherApi: { url: '/WeatherForecast', scope: 'api://w/access_as_user' },
  tokenStorage: 'session',
  reportTo,
}

describe.skipIf(withoutNginx)(`nginx${why}`, () => {
  it('sends the collector of violation reports unchanged, in the header and in the policy', async () => {
    await writeFile(join(bench.folder, 'redirect.html'), '<title>r</title>')
    const hosting = staticWebAppConfig(config, '<html></html>')
    const origin = await bench.serve(nginxServer(hosting, { root: bench.folder }))
    const { headers } = await ask(`${origin}/redirect.html`)
    expect(headers['reporting-endpoints']).toBe(`violations="${reportTo}"`)
    expect(headers['content-security-policy']).toContain(
      `report-uri ${reportTo}; report-to violations`,
    )
  })
})
