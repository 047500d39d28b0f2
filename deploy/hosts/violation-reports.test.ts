import { describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { nginxServer } from './nginx.ts'
import { type StaticWebAppConfig, staticWebAppConfig } from './static-web-app.ts'

const config: Config = {
  authority: 'https://login.microsoftonline.com/contoso.example',
  clientId: '11111111-2222-3333-4444-555555555555',
  weatherApi: { url: '/WeatherForecast', scope: 'api://w/access_as_user' },
  tokenStorage: 'session',
}
const reportTo = 'https://reports.contoso.example/weather?key=a%3Bb&v=[1]'
const document = '<style>a{}</style><script>1</script>'
const silent = staticWebAppConfig(config, document)
const reporting = staticWebAppConfig({ ...config, reportTo }, document)

function policiesOf({ globalHeaders, routes }: StaticWebAppConfig): string[] {
  const all = [globalHeaders, ...routes.map(({ headers }) => headers)]
  return all.flatMap((headers) => headers['Content-Security-Policy'] ?? [])
}

describe('a deployment with a collector of violation reports', () => {
  it('declares the collector with every response', () => {
    expect(reporting.globalHeaders['Reporting-Endpoints']).toBe(`violations="${reportTo}"`)
    const routes = reporting.routes.map(({ headers }) => Object.keys(headers)).flat()
    expect(routes).not.toContain('Reporting-Endpoints')
  })

  it('refers to it in the policy of each of the three documents, also for browsers without report-to', () => {
    expect(policiesOf(reporting)).toEqual(
      policiesOf(silent).map((policy) => `${policy}; report-uri ${reportTo}; report-to violations`),
    )
    expect(policiesOf(reporting)).toHaveLength(3)
  })

  it('refers to it in the integrity policy', () => {
    const hashed = document.replace('<script>', '<script src="/assets/a.js" integrity="sha256-a">')
    const { globalHeaders } = staticWebAppConfig({ ...config, reportTo }, hashed)
    expect(globalHeaders['Integrity-Policy']).toBe(
      'blocked-destinations=(script), endpoints=(violations)',
    )
  })

  it('does not allow the page itself to send requests there', () => {
    const [policy = ''] = policiesOf(reporting)
    expect(/connect-src [^;]*/.exec(policy)?.[0]).not.toContain('reports.contoso.example')
  })

  it('sends the same headers with nginx', () => {
    const server = nginxServer(reporting, { root: '/srv/weather' })
    const declared = String.raw`add_header Reporting-Endpoints "violations=\"${reportTo}\"" always;`
    expect(server.split(declared)).toHaveLength(server.split('add_header Content-Security-').length)
    expect(server.match(/add_header Content-Security-Policy .*/g)).toEqual(
      server.match(/add_header Content-Security-Policy ".*; report-to violations" always;/g),
    )
  })
})

describe('a deployment without a collector', () => {
  it('has no header and no directive for reports', () => {
    const server = nginxServer(silent, { root: '/srv/weather' })
    expect(JSON.stringify(silent) + server).not.toMatch(/report/i)
  })
})
