import { createServer, type RequestListener, type ServerOptions } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { generate } from 'selfsigned'
import { afterEach, describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { checkApis, checkHost } from './check-api.ts'
import { readPage } from './check-added-parts.ts'
import { checkCertificates } from './check-certificate.ts'
import { checkHeaders } from './check-headers.ts'
import { checkLargeToken } from './check-large-token.ts'
import { checkRegistration } from './check-registration.ts'
import { checkReach } from './check-configuration.ts'
import { checkDiscovery } from './check-discovery.ts'
import { checkDocuments } from './check-host.ts'
import { checkAuthorization, checkPlatform } from './check-sign-in.ts'
import { diagnose } from './doctor.ts'
import { describeFindings, hasFault } from './finding.ts'
import { targetFrom } from './options.ts'
import { isResponse, probe } from './probe.ts'

const tenant = '99999999-8888-7777-6666-555555555555'
const other = '44444444-3333-2222-1111-000000000000'

let close = () => {}
afterEach(() => close())

async function serve(listener: RequestListener, options: ServerOptions = {}): Promise<string> {
  const server = createServer(options, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  close = () => void server.close()
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function configFor(origin: string): Config {
  return {
    authority: `${origin}/${tenant}`,
    clientId: '11111111-2222-3333-4444-555555555555',
    weatherApi: { url: '/WeatherForecast', scope: 'api://weather/access_as_user' },
    tokenStorage: 'session',
  }
}

/** External ID at a custom domain: its endpoints are there, and its issuer is at another host. */
function serveExternalId(): Promise<string> {
  return serve((request, response) => {
    const base = `http://${request.headers.host ?? ''}/${tenant}`
    const keys = { keys: [{ kty: 'RSA', kid: '1' }] }
    const documents: Record<string, object> = {
      [`/${tenant}/v2.0/.well-known/openid-configuration`]: externalMetadata(base),
      [`/${tenant}/discovery/v2.0/keys`]: keys,
    }
    const document = documents[request.url ?? '']
    response.writeHead(document ? 200 : 404).end(JSON.stringify(document))
  })
}

function externalMetadata(base: string) {
  return {
    issuer: `https://${tenant}.ciamlogin.com/${tenant}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  }
}

/** An authority that publishes endpoints on a host, and an issuer with a tenant. */
function serveAuthority(issuingTenant: string, host?: string): Promise<string> {
  return serve((request, response) => {
    const base = host ?? `http://${request.headers.host ?? ''}`
    const endpoints = {
      issuer: `${base}/${issuingTenant}/v2.0`,
      authorization_endpoint: `${base}/authorize`,
      token_endpoint: `${base}/token`,
      end_session_endpoint: `${base}/logout`,
      jwks_uri: `http://${request.headers.host ?? ''}/keys`,
    }
    const keys = { keys: [{ kty: 'RSA', kid: '1' }] }
    response.end(JSON.stringify(request.url === '/keys' ? keys : endpoints))
  })
}

async function outcomes(origin: string) {
  const findings = await checkDiscovery({ config: configFor(origin), app: origin })
  return findings.map(({ check, outcome }) => [check, outcome])
}

describe('checkDiscovery, for an authority whose endpoints are not configured', () => {
  it('accepts its own tenant and endpoints on its own host', async () => {
    expect(await outcomes(await serveAuthority(tenant))).toEqual([
      ['discovery', 'good'],
      ['issuer', 'good'],
      ['endpoints', 'good'],
      ['keys', 'good'],
    ])
  })

  it('reports an issuer of another tenant', async () => {
    expect(await outcomes(await serveAuthority(other))).toContainEqual(['issuer', 'bad'])
  })

  it('reports endpoints that the content security policy will block', async () => {
    const origin = await serveAuthority(tenant, 'https://elsewhere.contoso.example')
    expect(await outcomes(origin)).toContainEqual(['endpoints', 'bad'])
  })
})

describe('checkDiscovery, for External ID at a custom domain', () => {
  it('reports an issuer that the app does not expect at this host', async () => {
    const origin = await serveExternalId()
    const findings = await checkDiscovery({ config: configFor(origin), app: origin })
    expect(findings.find(({ check }) => check === 'issuer')).toMatchObject({
      outcome: 'bad',
      fix: 'Run `npm run configure` again with --discover.',
    })
  })

  it('finds the document beside the configured endpoints', async () => {
    const origin = await serveExternalId()
    const authorityMetadata = externalMetadata(`${origin}/${tenant}`)
    const config = { ...configFor(origin), authorityMetadata }
    const findings = await checkDiscovery({ config, app: origin })
    expect(findings.map(({ check, outcome }) => [check, outcome])).toEqual([
      ['discovery', 'good'],
      ['endpoints', 'good'],
      ['keys', 'good'],
    ])
  })
})

describe('checkPlatform', () => {
  it('reports the platform as unknown when the identity provider checks the code first', async () => {
    const origin = await serve((_, response) => {
      response.setHeader('Access-Control-Allow-Origin', '*')
      response.writeHead(400).end(JSON.stringify({ error_description: 'AADSTS70000: bad code' }))
    })
    const findings = await checkPlatform({ config: configFor(origin), app: origin })
    expect(findings.map(({ outcome }) => outcome)).toEqual(['advice', 'advice'])
  })

  it('sends no credential except a made-up code', async () => {
    const bodies: string[] = []
    const origin = await serve((request, response) => {
      request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()))
      request.on('end', () => response.writeHead(400).end('{}'))
    })
    await checkPlatform({ config: configFor(origin), app: origin })
    expect(bodies).toHaveLength(4)
    for (const body of bodies) {
      expect(new URLSearchParams(body).get('code')).toMatch(/^doctor\./)
      expect(body).not.toMatch(/secret|assertion|password/)
    }
  })
})

/** An identity provider that refuses the scope of the second API. */
function serveAuthorization(number: number): Promise<string> {
  return serve((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost')
    const isKnown = searchParams.get('scope')?.includes('access_as_user') === true
    const answer = new URLSearchParams(
      isKnown
        ? { error: 'login_required' }
        : { error: 'invalid_client', error_description: `AADSTS${number}: no` },
    )
    const location = `${searchParams.get('redirect_uri') ?? ''}#${answer.toString()}`
    response.writeHead(302, { location }).end()
  })
}

/** The findings for an API that returns 401 with these headers. */
async function findingsFor(headers: Record<string, string | string[]>) {
  const origin = await serve((_, response) => response.writeHead(401, headers).end())
  const findings = await checkApis({ config: configFor(origin), app: origin })
  return (wanted: string) => findings.find(({ check }) => check === wanted)
}

describe('checkApis', () => {
  it.each<[string | string[], string]>([
    ['Bearer', 'good'],
    ['Negotiate, NTLM, Bearer', 'good'],
    [['Negotiate', 'NTLM', 'Bearer realm="x"'], 'good'],
    ['Negotiate YIIJ==, bearer error="invalid_token", error_description="a, b"', 'good'],
    ['Bearer realm="", error="insufficient_claims", Bearer error="invalid_token"', 'good'],
    ['Digest realm="a, b", nonce="Bearer", Bearer realm="c, d"', 'good'],
    ['Negotiate, NTLM', 'bad'],
    ['Basic realm="Bearer, Bearer"', 'bad'],
    ['BearerX realm="x"', 'bad'],
  ])('finds a bearer challenge in a list: %j is %s', async (challenge, outcome) => {
    const find = await findingsFor({ 'WWW-Authenticate': challenge })
    expect(find('api')?.outcome).toBe(outcome)
  })

  it.each([
    ['no-store', 'good'],
    ['private, No-Store', 'good'],
    ['', 'advice'],
    ['private', 'advice'],
    ['no-cache', 'advice'],
    ['private, max-age=0', 'advice'],
    ['private, max-age=600', 'bad'],
    ['max-age=31536000, immutable', 'bad'],
    ['public', 'bad'],
    ['s-maxage=60', 'bad'],
  ])('rates Cache-Control "%s" as %s', async (rule, outcome) => {
    const find = await findingsFor({ 'WWW-Authenticate': 'Bearer', 'Cache-Control': rule })
    expect(find('api-cache')?.outcome).toBe(outcome)
  })
})

async function judgeLargeToken(listener: RequestListener, maxHeaderSize = 16_384) {
  const origin = await serve(listener, { maxHeaderSize })
  const url = `${origin}/WeatherForecast`
  return checkLargeToken({ key: 'weatherApi', scope: 'api://x/y', url, which: '' })
}

describe('checkLargeToken', () => {
  it('accepts an API that rejects the token with 401', async () => {
    const finding = await judgeLargeToken((_, response) => response.writeHead(401).end())
    expect(finding.outcome).toBe('good')
  })

  it('reports a server that does not accept a header of this size', async () => {
    const finding = await judgeLargeToken((_, response) => response.writeHead(401).end(), 8_192)
    expect(finding).toMatchObject({
      outcome: 'bad',
      problem: expect.stringMatching(/^it returned 431: .* does not accept headers of this size/),
      fix: expect.stringContaining('`--max-http-header-size=32768` in Node'),
    })
  })

  it.each([
    [400, 'nginx', 'large_client_header_buffers 4 32k'],
    [400, 'Microsoft-HTTPAPI/2.0', 'MaxFieldLength'],
    [494, 'openresty', 'large_client_header_buffers'],
    [431, 'Kestrel', 'MaxRequestHeadersTotalSize'],
    [502, 'Apache', 'LimitRequestFieldSize'],
    [413, '', 'nginx'],
  ])('names the setting of the server: %s from %s', async (status, server, fix) => {
    const finding = await judgeLargeToken((_, response) =>
      response.writeHead(status, { server }).end(),
    )
    expect(finding).toMatchObject({ outcome: 'bad', fix: expect.stringContaining(fix) })
  })

  it('treats a closed connection in the same way', async () => {
    const finding = await judgeLargeToken((request) => request.socket.destroy())
    expect(finding).toMatchObject({ problem: expect.stringMatching(/^the connection was closed/) })
  })
})

describe('checkCertificates', () => {
  it.each([
    [5, 'advice', 'it expires in 4 days.'],
    [60, 'good', undefined],
  ])('rates a certificate that expires in %s days as %s', async (days, outcome, problem) => {
    const notAfterDate = new Date(Date.now() + days * 86_400_000 - 60_000)
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      notAfterDate,
    })
    const server = createSecureServer({ key, cert })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    close = () => void server.close()
    const app = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    const findings = await checkCertificates({ config: configFor(app), app }, true)
    expect(findings).toMatchObject([{ check: 'certificate', outcome, ...(problem && { problem }) }])
  })

  it('has no finding for plain http or an unreadable certificate', async () => {
    const app = await serve((_, response) => response.end())
    expect(await checkCertificates({ config: configFor(app), app }, true)).toEqual([])
    const secure = app.replace('http:', 'https:')
    expect(await checkCertificates({ config: configFor(secure), app: secure }, true)).toEqual([])
  })
})

describe('checkRegistration', () => {
  const config = configFor('https://login.contoso.example')
  const subject = { config, app: 'https://weather.contoso.example' }

  it('has no finding without access to Microsoft Graph', async () => {
    expect(await checkRegistration(subject, undefined)).toEqual([])
  })

  it.each([
    [{ authenticationBehaviors: null }, 'good'],
    [{ authenticationBehaviors: { coopEnforcement: true } }, 'good'],
    [{ authenticationBehaviors: { coopEnforcement: null } }, 'good'],
    [{ authenticationBehaviors: { coopEnforcement: false } }, 'advice'],
  ])('rates the exemption from the opener policy: %j is %s', async (answer, outcome) => {
    const url = await serve((_, response) => response.end(JSON.stringify(answer)))
    const findings = await checkRegistration(subject, { url, accessToken: 'x' })
    expect(findings).toMatchObject([{ check: 'coop', outcome }])
  })

  it('is skipped when Microsoft Graph refuses access', async () => {
    const url = await serve((_, response) => response.writeHead(401).end('{}'))
    const findings = await checkRegistration(subject, { url, accessToken: 'x' })
    expect(findings).toMatchObject([{ check: 'coop', outcome: 'skipped' }])
  })
})

const pageWith = (headers: Record<string, string>, url = 'https://weather.contoso.example/') =>
  readPage({ url, status: 200, headers: new Headers(headers), text: '' })

const findHeader = (name: string, headers: Record<string, string>, url?: string) =>
  checkHeaders(configFor('https://login.contoso.example'), [pageWith(headers, url)]).find(
    ({ subject }) => subject === name,
  )

describe('checkHeaders', () => {
  it.each([
    ['Strict-Transport-Security', 'max-age=63072000; includeSubDomains', 'good'],
    ['Strict-Transport-Security', 'includeSubDomains; max-age="31536000"', 'good'],
    ['Strict-Transport-Security', 'max-age=300', 'bad'],
    ['Strict-Transport-Security', 'max-age=0, max-age=63072000', 'bad'],
    ['X-Content-Type-Options', 'NoSniff', 'good'],
    ['X-Content-Type-Options', 'nosniff, nosniff', 'good'],
    ['X-Content-Type-Options', 'none', 'bad'],
    ['Referrer-Policy', 'unsafe-url, no-referrer', 'good'],
    ['Referrer-Policy', 'no-referrer, something-new', 'good'],
    ['Referrer-Policy', 'no-referrer, origin', 'bad'],
    ['Cross-Origin-Opener-Policy', 'same-origin; report-to="x"', 'good'],
    ['Cross-Origin-Opener-Policy', 'same-origin-allow-popups', 'bad'],
    ['Cross-Origin-Resource-Policy', 'cross-origin', 'bad'],
    ['Cross-Origin-Embedder-Policy', 'credentialless', 'bad'],
    ['Permissions-Policy', 'camera=()', 'bad'],
  ])('rates %s as a browser applies it: %s is %s', (name, value, outcome) => {
    expect(findHeader(name, { [name]: value })?.outcome).toBe(outcome)
  })

  it('advises against Strict-Transport-Security on localhost', () => {
    const name = 'Strict-Transport-Security'
    const finding = findHeader(name, { [name]: 'max-age=63072000' }, 'https://localhost:8443/')
    expect(finding?.outcome).toBe('advice')
  })
})

describe('the doctor, with several APIs', () => {
  const scope = 'api://orders/Orders.Read'

  function configWith(origin: string, url: string): Config {
    return { ...configFor(origin), apis: { orders: { url, scope } } }
  }

  it('checks each of them, and names it in the finding', async () => {
    const origin = await serve((request, response) => {
      response.setHeader('WWW-Authenticate', 'Bearer')
      response.writeHead(request.url === '/WeatherForecast' ? 401 : 404).end()
    })
    const config = configWith(origin, '/Orders')
    const findings = await checkApis({ config, app: origin })
    expect(findings.map(({ check, subject, outcome }) => [check, outcome, subject])).toEqual([
      ['api', 'good', `API ${origin}/WeatherForecast without a token (weatherApi)`],
      ['api-cache', 'advice', 'Caching of the API’s responses (weatherApi)'],
      ['api-token', 'good', 'API with a malformed token (weatherApi)'],
      ['api-token', 'good', 'API with an unsigned token (weatherApi)'],
      ['api-large-token', 'good', 'API with a 12 kB token (weatherApi)'],
      ['api-arrival', 'advice', 'Access token in requests to the API (weatherApi)'],
      ['clock', 'good', 'Clocks of the identity provider and the API (weatherApi)'],
      ['api', 'bad', `API ${origin}/Orders without a token (apis.orders)`],
      ['clock', 'good', 'Clocks of the identity provider and the API (apis.orders)'],
    ])
    expect(findings[7]?.fix).toBe('Correct apis.orders.url, including its path.')
  })

  it('reports each API whose tokens Azure Static Web Apps replaces', () => {
    const app = 'https://calm-sea-0123.azurestaticapps.net'
    const check = (url: string, origin = app) => {
      const api = {
        key: 'weatherApi',
        scope: 'api://x/y',
        url: new URL(url, origin).href,
        which: '',
      }
      return checkHost({ config: configFor(origin), app: origin }, api).map(({ fix }) => fix)
    }
    expect(check('/api/WeatherForecast')).toEqual([expect.stringContaining('weatherApi.url')])
    expect(check('/WeatherForecast')).toEqual([])
    expect(check('/apis')).toEqual([])
    expect(check('https://api.contoso.example/api/WeatherForecast')).toEqual([])
    expect(check('/api', 'https://weather.contoso.example')).toEqual([])
  })

  it('checks CORS only for those on another origin', async () => {
    const origin = await serve((_, response) => response.writeHead(401).end())
    const config = configWith(origin, `${origin}/Orders`)
    const findings = await checkApis({ config, app: 'https://weather.contoso.example' })
    const cors = findings.filter(({ check }) => check === 'cors-preflight')
    expect(cors.map(({ subject }) => subject)).toEqual([
      'Preflight from https://weather.contoso.example (apis.orders)',
    ])
  })

  it.each([
    ['GET, DELETE', 'good'],
    ['GET', 'advice'],
  ])(
    'checks whether the app may remove a day: Allow-Methods %s is %s',
    async (methods, outcome) => {
      const app = 'https://weather.contoso.example'
      const origin = await serve((request, response) => {
        const headers = { 'Access-Control-Allow-Origin': app, 'WWW-Authenticate': 'Bearer' }
        if (request.method !== 'OPTIONS') return response.writeHead(401, headers).end()
        response.setHeader('Access-Control-Allow-Headers', 'authorization')
        response.setHeader('Access-Control-Max-Age', '7200')
        response.setHeader('Access-Control-Allow-Methods', methods)
        return response.writeHead(204, headers).end()
      })
      const config = {
        ...configFor(origin),
        weatherApi: { url: `${origin}/WeatherForecast`, scope },
      }
      const findings = await checkApis({ config, app })
      expect(findings.find(({ check }) => check === 'cors-preflight')).toMatchObject({ outcome })
    },
  )

  it('requests the scope of each of them', async () => {
    const origin = await serveAuthorization(650053)
    const findings = await checkAuthorization({
      config: configWith(origin, '/Orders'),
      app: origin,
    })
    expect(findings.map(({ check, outcome }) => [check, outcome])).toEqual([
      ['redirect-uri', 'good'],
      ['redirect-uri', 'good'],
      ['scope', 'bad'],
    ])
    expect(findings[2]).toMatchObject({
      subject: `Sign-in with scope ${scope} (apis.orders)`,
      problem: 'the app requests a permission that does not exist (AADSTS650053).',
      fix: expect.stringMatching(
        /does not expose `api:\/\/orders\/Orders\.Read`.*`apis\.orders\.scope`/,
      ),
    })
  })

  it('reports an unknown app once, and checks no further scope', async () => {
    const requested: string[] = []
    const origin = await serve((request, response) => {
      requested.push(request.url ?? '')
      response.writeHead(400).end('AADSTS700016')
    })
    const findings = await checkAuthorization({
      config: configWith(origin, '/Orders'),
      app: origin,
    })
    expect(findings.map(({ check }) => check)).toEqual(['redirect-uri', 'redirect-uri'])
    expect(requested.join()).not.toContain('Orders.Read')
  })
})

describe('checkReach', () => {
  const config = { ...configFor('https://login.contoso.example'), authority: 'https://localhost/t' }

  it('reports loopback addresses in the configuration of a public app', () => {
    expect(checkReach(config, 'https://weather.contoso.example')).toMatchObject([
      { outcome: 'bad', problem: expect.stringContaining('authority') },
    ])
  })

  it('accepts loopback addresses for an app on this machine', () => {
    expect(checkReach(config, 'http://localhost:5173')).toEqual([])
  })
})

describe('checkDocuments', () => {
  const answer = { url: '', status: 200, headers: new Headers(), text: 'id="root"' }
  const pages = { document: answer, deepLink: answer, redirectPage: answer }
  const site = { ...pages, configuration: answer, missing: answer, script: undefined, files: [] }

  it.each([
    ['https://contoso.example', '/'],
    ['https://contoso.example/team/app', '/team/app/'],
  ])('reports an app at %s that was built for another path', (app, wanted) => {
    const findings = [wanted, '/elsewhere/'].map((basePath) => {
      const text = `<div id="root"></div><script type="module" src="${basePath}assets/index-1.js">`
      const [, start] = checkDocuments({ ...site, app, document: { ...answer, text } })
      return start
    })
    expect(findings).toMatchObject([
      { check: 'document', outcome: 'good' },
      {
        check: 'document',
        outcome: 'bad',
        problem: expect.stringContaining('built for the path /elsewhere/'),
        fix: expect.stringContaining(`--base=${wanted}, `),
      },
    ])
  })

  it.each([
    ['http://weather.contoso.example', 'bad'],
    ['https://weather.contoso.example', 'good'],
  ])('rates the transport of %s as %s', (app, outcome) => {
    const [transport] = checkDocuments({ ...site, app })
    expect(transport).toMatchObject({ outcome })
  })
})

describe('diagnose', () => {
  it('skips the headers of a development server', async () => {
    const origin = await serve((request, response) => {
      response.end(request.url === '/config.json' ? '{}' : '<script src="/@vite/client"></script>')
    })
    const findings = await diagnose({ app: origin })
    expect(findings.at(-1)).toMatchObject({ check: 'headers', outcome: 'skipped' })
    expect(findings.map(({ check }) => check)).not.toContain('csp')
  })

  it('reports a missing configuration file', async () => {
    const findings = await diagnose({ app: 'http://localhost:5173', configFile: 'nowhere.json' })
    expect(findings).toMatchObject([{ outcome: 'bad', problem: 'does not exist.' }])
  })
})

describe('probe', () => {
  it('reports a server that does not speak https', async () => {
    const origin = await serve((_, response) => response.end())
    const result = await probe(origin.replace('http:', 'https:'))
    expect(isResponse(result) ? '' : result.problem).toMatch(/^does not speak https \(/)
  })

  it('reads only the start of an endless response', async () => {
    const origin = await serve((_, response) => {
      const more = () => response.write('x'.repeat(65_536), () => response.destroyed || more())
      more()
    })
    const result = await probe(origin)
    expect(isResponse(result) ? result.text.length : 0).toBeLessThan(1_000_000)
  })
})

describe('the report', () => {
  const finding = { check: 'api', subject: 'API', problem: 'it is down.', fix: 'Start it.' }

  it('has one line per finding, with its fix, and a summary', () => {
    const text = describeFindings([
      { check: 'csp', subject: 'Policy', outcome: 'good' },
      { ...finding, outcome: 'bad' },
      { ...finding, outcome: 'advice' },
    ])
    expect(text.split('\n')).toEqual([
      '✔ Policy',
      '✘ API: it is down. → Start it.',
      '! API: it is down. → Start it.',
      '',
      '1 problem found.',
    ])
  })

  it('fails for a problem, but not for advice', () => {
    expect(hasFault([{ ...finding, outcome: 'advice' }])).toBe(false)
    expect(hasFault([{ ...finding, outcome: 'bad' }])).toBe(true)
  })
})

describe('targetFrom', () => {
  it.each([
    'weather',
    'ftp://weather.contoso.example',
    'https://weather.contoso.example/app',
    'https://contoso.example/weather/?a',
  ])('refuses %s as the address of the app', (app) => {
    const options = { values: { app: [app] }, flags: new Set<string>(), faults: [] }
    expect(targetFrom(options).faults).toHaveLength(1)
  })

  it.each([
    ['https://weather.contoso.example', 'https://weather.contoso.example'],
    ['https://weather.contoso.example/', 'https://weather.contoso.example'],
    ['https://contoso.example/team/weather/', 'https://contoso.example/team/weather'],
  ])('accepts %s as the address of the app', (text, app) => {
    const options = { values: { app: [text] }, flags: new Set<string>(), faults: [] }
    expect(targetFrom(options)).toMatchObject({ target: { app }, faults: [] })
  })
})
