import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { staticWebAppConfig } from '../hosts/static-web-app.ts'
import { readPage } from './check-added-parts.ts'
import { checkReports } from './check-reports.ts'
import { parseEndpoints } from './reporting-endpoints.ts'

const app = 'https://weather.contoso.example'
const config: Config = {
  authority: 'https://login.microsoftonline.com/contoso.example',
  clientId: '11111111-2222-3333-4444-555555555555',
  weatherApi: { url: '/WeatherForecast', scope: 'api://w/access_as_user' },
  tokenStorage: 'session',
}

let server: Server | undefined

afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((closed) => (server ? server.close(closed) : closed(undefined)))
  server = undefined
})

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/reports`
}

const cors = {
  'Access-Control-Allow-Origin': app,
  'Access-Control-Allow-Headers': 'content-type',
}

/** A collector. @param change the response to a preflight or to reports */
function collector(method?: string, status = 204, headers: Record<string, string> = {}) {
  const asked: string[] = []
  const listener: RequestListener = (request, response) => {
    const isChanged = request.method === method
    const all = isChanged ? { ...cors, ...headers } : cors
    const sent = Object.entries(all).filter(([, value]) => value !== '')
    asked.push(`${request.method ?? ''} ${request.headers['content-type'] ?? ''}`.trim())
    request.resume().on('end', () => {
      response.writeHead(isChanged ? status : 204, Object.fromEntries(sent)).end()
    })
  }
  return { listener, asked }
}

/** The headers of a deployment with a collector. */
function headersFor(reportTo: string): Record<string, string> {
  return staticWebAppConfig({ ...config, reportTo }, '<html></html>').globalHeaders
}

function pageWith(headers: Record<string, string>, url = `${app}/`) {
  return readPage({ url, status: 200, headers: new Headers(headers), text: '<html></html>' })
}

async function problems(
  reportTo: string | undefined,
  headers: Record<string, string>,
  url?: string,
) {
  const findings = await checkReports({ ...config, reportTo }, [pageWith(headers, url)])
  return findings
    .filter(({ outcome }) => outcome !== 'good')
    .map(({ check, outcome, problem, fix }) => [check, outcome, problem, fix])
}

describe('checkReports', () => {
  it('says nothing of a deployment without reports, and sends nothing', async () => {
    const { globalHeaders } = staticWebAppConfig(config, '<html></html>')
    expect(await checkReports(config, [pageWith(globalHeaders)])).toEqual([])
  })

  it('finds no problem with a collector that allows the app', async () => {
    const { listener, asked } = collector()
    const url = await serve(listener)
    const findings = await checkReports({ ...config, reportTo: url }, [pageWith(headersFor(url))])
    expect(findings.map(({ check, outcome }) => [check, outcome])).toEqual([
      ['report-endpoint', 'good'],
      ['reports', 'good'],
    ])
    expect(asked).toEqual(['OPTIONS', 'POST application/reports+json'])
  })

  it('expects no preflight of a collector on the app’s own origin', async () => {
    const { listener, asked } = collector('OPTIONS', 405)
    const url = await serve(listener)
    const page = pageWith(headersFor(url), new URL('/', url).href)
    const findings = await checkReports({ ...config, reportTo: url }, [page])
    expect(findings.map(({ outcome }) => outcome)).toEqual(['good', 'advice'])
    expect(asked).toEqual(['POST application/reports+json'])
  })

  it('says that pages on plain http send no reports', async () => {
    const { listener } = collector()
    const url = await serve(listener)
    const page = pageWith(headersFor(url), new URL('/', url).href)
    const [, finding] = await checkReports({ ...config, reportTo: url }, [page])
    expect(finding).toMatchObject({ outcome: 'advice', fix: expect.stringContaining('https') })
    expect(finding?.problem).toContain('on plain http')
  })

  it.each([
    [
      'OPTIONS',
      405,
      {},
      'it returned 405 for the preflight of a report.',
      'return 204 for OPTIONS',
    ],
    [
      'OPTIONS',
      401,
      {},
      'it returned 401 for the preflight of a report.',
      'return 204 for OPTIONS',
    ],
    [
      'OPTIONS',
      204,
      { 'Access-Control-Allow-Origin': 'https://other.example' },
      'its preflight does not allow the app.',
      `Access-Control-Allow-Origin: ${app}`,
    ],
    [
      'OPTIONS',
      204,
      { 'Access-Control-Allow-Headers': 'authorization, x-content-type-y' },
      'its preflight does not allow the content type of reports.',
      'Access-Control-Allow-Headers: Content-Type',
    ],
    [
      'POST',
      404,
      {},
      'it returned 404 for a list of reports.',
      'accept POST with application/reports+json',
    ],
    [
      'POST',
      410,
      {},
      'it returned 410 for a list of reports.',
      'accept POST with application/reports+json',
    ],
    [
      'POST',
      415,
      {},
      'it returned 415 for a list of reports.',
      'accept POST with application/reports+json',
    ],
    [
      'POST',
      301,
      { Location: '/x' },
      'it returned 301 for a list of reports.',
      'without a redirect',
    ],
    [
      'POST',
      503,
      {},
      'it returned 503 for a list of reports.',
      'accept POST with application/reports+json',
    ],
    [
      'POST',
      200,
      { 'Access-Control-Allow-Origin': '' },
      'its response lacks Access-Control-Allow-Origin, so browsers send reports again.',
      'with each response',
    ],
  ])(
    'finds a collector that answers %s with %i and %j',
    async (method, status, headers, problem, fix) => {
      const url = await serve(collector(method, status, headers).listener)
      expect(await problems(url, headersFor(url))).toEqual([
        ['report-endpoint', 'bad', problem, expect.stringContaining(fix)],
      ])
    },
  )

  it('accepts a wildcard of a collector, which gets no credentials', async () => {
    const any = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' }
    const url = await serve(collector('OPTIONS', 200, any).listener)
    expect(await problems(url, headersFor(url))).toEqual([])
  })

  it.each([400, 422])(
    'advises to look when a collector answers %i to an empty list',
    async (status) => {
      const url = await serve(collector('POST', status).listener)
      expect(await problems(url, headersFor(url))).toEqual([
        [
          'report-endpoint',
          'advice',
          expect.stringContaining(`${status}`),
          expect.stringMatching(/./),
        ],
      ])
    },
  )

  it('finds a collector that cannot be reached', async () => {
    const url = await serve(() => {})
    server?.close()
    expect(await problems(url, headersFor(url))).toEqual([
      ['report-endpoint', 'bad', expect.stringContaining('refused'), expect.stringMatching(/./)],
    ])
  })

  const good = headersFor('https://reports.example/')
  const policy = good['Content-Security-Policy'] ?? ''
  const bare = policy.replace('; report-to violations', '')
  const declared = 'Reporting-Endpoints'

  it.each([
    [
      'an endpoint without a reference',
      { ...good, 'Content-Security-Policy': bare },
      'has violations, but the policy has no report-to violations',
    ],
    [
      'a reference without the header',
      { 'Content-Security-Policy': policy },
      'report-to violations has no endpoint',
    ],
    [
      'a reference to another name',
      { ...good, [declared]: 'default="https://reports.example/"' },
      'report-to violations has no endpoint',
    ],
    [
      'an endpoint that is not a string',
      { ...good, [declared]: 'violations=https://reports.example/' },
      'browsers cannot parse|has no endpoint',
    ],
    [
      'a header without quotes',
      { ...good, [declared]: 'violations="https://reports.example/' },
      'browsers cannot parse Reporting-Endpoints: violations="https',
    ],
    [
      'a header in JSON',
      { ...good, [declared]: '{"violations":"https://reports.example/"}' },
      'browsers cannot parse',
    ],
    [
      'an endpoint on plain http',
      { ...good, [declared]: 'violations="http://reports.example/"' },
      'http://reports.example/: browsers send reports only to https',
    ],
    [
      'another collector than the configuration has',
      { ...good, [declared]: 'violations="https://reports.evil.example/"' },
      'have the collector https://reports.evil.example/, and config.json has https://reports.example/',
    ],
    [
      'a configuration whose headers are not deployed',
      {},
      'config.json has reportTo, but the headers have no collector',
    ],
  ])('finds %s', async (_, headers, problem) => {
    const findings = await checkReports({ ...config, reportTo: 'https://reports.example/' }, [
      pageWith(headers),
    ])
    const found = findings.find(({ problem: text }) => new RegExp(problem).test(text ?? ''))
    expect(found).toMatchObject({
      check: 'reports',
      outcome: 'bad',
      fix: expect.stringMatching(/npm run configure/),
    })
  })

  it('names the page if only one has the problem', async () => {
    const pages = [
      pageWith(good),
      pageWith({ ...good, 'Content-Security-Policy': bare }, `${app}/redirect.html`),
    ]
    const findings = await checkReports({ ...config, reportTo: 'https://reports.example/' }, pages)
    expect(findings.map(({ subject }) => subject)).toContain('Violation reports of /redirect.html')
  })

  it.each([
    { 'Integrity-Policy': 'blocked-destinations=(script), endpoints=(integrity)' },
    { 'Cross-Origin-Opener-Policy': 'same-origin; report-to="integrity"' },
  ])('accepts an endpoint to which another header refers: %j', async (header) => {
    const { listener } = collector()
    const url = await serve(listener)
    const endpoints = `violations="${url}", integrity="${url}", default="${url}"`
    const headers = { ...headersFor(url), ...header, [declared]: endpoints }
    expect(await problems(url, headers)).toEqual([])
  })
})

describe('parseEndpoints', () => {
  it.each([
    ['a="https://x/"', { a: 'https://x/' }],
    [' a="/x" ,\tb-1="/y";p=1;q="s" ', { a: '/x', 'b-1': '/y' }],
    ['a="/x", a="/y"', { a: '/y' }],
    [String.raw`a="\"\\"`, { a: String.raw`"\ `.trim() }],
    ['a=1, b=(1 2), c, d=?0, e="/z"', { e: '/z' }],
    ['', {}],
  ])('reads %j', (header, endpoints) => {
    expect(Object.fromEntries(parseEndpoints(header) ?? [])).toEqual(endpoints)
  })

  it.each([
    'a="',
    'a="x" b="y"',
    'a="x",',
    'A="x"',
    '"x"',
    'a="x";',
    'a="é"',
    '{"a":"x"}',
    "a='x' y",
    'a=(1',
  ])('refuses %j as a whole, as browsers do', (header) => {
    expect(parseEndpoints(header)).toBeUndefined()
  })
})
