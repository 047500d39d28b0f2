import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { graphEntryFor } from '../identity-provider/microsoft-graph.ts'
import { checkApis } from './check-api.ts'

const app = 'https://weather.contoso.example'
const authority = 'https://login.microsoftonline.com/contoso.example'
const clientId = '11111111-2222-3333-4444-555555555555'
const api = '22222222-2222-3333-4444-555555555555'

let closing: (() => void)[] = []
let requests: IncomingMessage[] = []
beforeEach(() => void (requests = []))
afterEach(() => {
  for (const close of closing) close()
  closing = []
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer((request, response) => {
    requests.push(request)
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Answers as Microsoft Graph does: its root to everyone, CORS for every origin, no bearer challenge without a token. */
const graph: RequestListener = ({ method, url, headers }, response) => {
  response.setHeader('Access-Control-Allow-Origin', '*')
  response.setHeader('Cache-Control', 'private')
  if (method === 'OPTIONS') {
    return response.setHeader('Access-Control-Allow-Headers', 'authorization').end()
  }
  if (url === '/v1.0') return response.end('{"value":[]}')
  if (url !== '/v1.0/me') return response.writeHead(404).end('{"error":{"code":"BadRequest"}}')
  if (headers.authorization === undefined) {
    return response.writeHead(401).end('{"error":{"code":"InvalidAuthenticationToken"}}')
  }
  return response.end('{"displayName":"Raine Grant"}')
}

const weather: RequestListener = ({ headers }, response) => {
  response.setHeader('Access-Control-Allow-Origin', app)
  response.setHeader('Cache-Control', 'no-store')
  if (headers.authorization === undefined) {
    return response.writeHead(401, { 'WWW-Authenticate': 'Bearer' }).end()
  }
  return response.end('[]')
}

const graphScope = 'https://graph.microsoft.com/User.Read'

function configOf(url: string, scope = graphScope): Config {
  return { authority, clientId, apis: { graph: { url, scope } }, tokenStorage: 'session' }
}

async function findingsFor(config: Config, token?: string) {
  const findings = await checkApis({ config, app, token })
  return findings.map(({ check, outcome, problem, fix }) => ({ check, outcome, problem, fix }))
}

describe('checkApis, for Microsoft Graph', () => {
  it('has no finding about what only Microsoft can change', async () => {
    const origin = await serve(graph)
    expect(await findingsFor(configOf(`${origin}/v1.0`))).toMatchObject([
      { check: 'graph', outcome: 'good' },
      { check: 'cors-preflight', outcome: 'good' },
    ])
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /v1.0/me',
      'OPTIONS /v1.0/me',
    ])
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined])
  })

  it('reports a URL without the version', async () => {
    const origin = await serve(graph)
    expect(await findingsFor(configOf(origin))).toMatchObject([
      { outcome: 'bad', fix: `Set apis.graph.url to ${origin}/v1.0.` },
    ])
  })

  it.each([
    [200, '<html>'],
    [403, 'blocked'],
    [401, '<html>Sign in to the proxy'],
  ])('reports a proxy that answers in place of Microsoft Graph: %s %s', async (status, text) => {
    const origin = await serve((_, response) => response.writeHead(status).end(text))
    expect(await findingsFor(configOf(`${origin}/v1.0`))).toMatchObject([
      { check: 'graph', outcome: 'bad', fix: expect.stringContaining('proxy') },
    ])
  })

  it('reports a preflight that does not allow the token', async () => {
    const origin = await serve((request, response) =>
      request.method === 'OPTIONS' ? response.end() : graph(request, response),
    )
    expect(await findingsFor(configOf(`${origin}/v1.0`))).toMatchObject([
      { check: 'graph', outcome: 'good' },
      { check: 'cors-preflight', outcome: 'bad' },
    ])
  })

  it.each([
    [
      'https://graph.microsoft.us/v1.0',
      graphScope,
      /apis\.graph\.url is Microsoft Graph in another/,
    ],
    [
      'https://api.contoso.example/v1.0',
      graphScope,
      /apis\.graph\.url is not Microsoft Graph, and/,
    ],
    ['https://graph.microsoft.com/v1.0', 'api://x/User.Read', /apis\.graph\.scope does not belong/],
  ])('reports an entry that does not fit: %s with %s', async (url, scope, problem) => {
    expect(await findingsFor(configOf(url, scope))).toMatchObject([
      { check: 'graph', outcome: 'bad', problem: expect.stringMatching(problem) },
    ])
  })
})

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

/** An access token with these claims. The doctor does not verify signatures. */
function tokenOf(claims: object): string {
  return `${encode({ alg: 'RS256' })}.${encode({ exp: 4_000_000_000, ...claims })}.signature`
}

async function startBoth(scope = `api://${api}/access_as_user`) {
  const [own, microsoft, orders] = [await serve(weather), await serve(graph), await serve(weather)]
  const config: Config = {
    ...configOf(`${microsoft}/v1.0`),
    weatherApi: { url: `${own}/WeatherForecast`, scope },
    apis: {
      graph: { url: `${microsoft}/v1.0`, scope: graphScope },
      orders: { url: `${orders}/Orders`, scope: 'api://orders/access_as_user' },
    },
  }
  return config
}

/** @returns the paths of the requests with a token */
function withToken(token: string): (string | undefined)[] {
  return requests.flatMap(({ url, headers }) =>
    headers.authorization?.endsWith(token) ? [url] : [],
  )
}

const refusesTokens: RequestListener = (request, response) =>
  request.headers.authorization === undefined
    ? graph(request, response)
    : response.writeHead(403).end('{}')

describe('checkToken, with several APIs', () => {
  it.each([
    [{ aud: api, scp: 'access_as_user' }, '/WeatherForecast'],
    [{ aud: 'api://orders', scp: 'access_as_user' }, '/Orders'],
    [{ aud: '00000003-0000-0000-c000-000000000000', scp: 'User.Read' }, '/v1.0/me'],
    [{ aud: 'https://graph.microsoft.com', scp: 'User.Read' }, '/v1.0/me'],
  ])('sends a token with %j to %s only', async (claims, url) => {
    const config = await startBoth()
    const token = tokenOf(claims)
    const findings = await findingsFor(config, token)
    expect(withToken(token)).toEqual([url])
    expect(findings.filter(({ check }) => check === 'token')).toMatchObject([{ outcome: 'good' }])
  })

  it.each([
    [{ aud: 'api://mail', scp: 'access_as_user' }, 'for another API (api://mail)'],
    [{ aud: clientId }, 'the ID token'],
    [
      { aud: '33333333-2222-3333-4444-555555555555', scp: 'access_as_user' },
      'does not say which of its APIs',
    ],
  ])('sends a token with %j to none', async (claims, problem) => {
    const config = await startBoth('api://weather/access_as_user')
    const token = tokenOf(claims)
    const findings = await findingsFor(config, token)
    expect(withToken(token)).toEqual([])
    expect(findings.filter(({ check }) => check === 'token')).toMatchObject([
      { outcome: 'bad', problem: expect.stringContaining(problem) },
    ])
  })

  it('never sends a token for Microsoft Graph to another host', async () => {
    const config = await startBoth()
    const token = tokenOf({ aud: 'https://graph.microsoft.com', scp: 'User.Read' })
    const elsewhere = 'https://api.contoso.example/v1.0'
    const changed = { ...config, apis: { graph: { url: elsewhere, scope: graphScope } } }
    expect(await findingsFor(changed, token)).toContainEqual(
      expect.objectContaining({
        check: 'token',
        problem: 'this token is for Microsoft Graph, so it was not sent to the API.',
      }),
    )
    expect(withToken(token)).toEqual([])
  })

  it('never sends a token of an unknown client id to Microsoft Graph', async () => {
    const { weatherApi, ...config } = await startBoth('api://weather/access_as_user')
    const { graph: entry } = config.apis ?? {}
    const token = tokenOf({ aud: api, scp: 'User.Read' })
    await findingsFor({ ...config, weatherApi, ...(entry && { apis: { graph: entry } }) }, token)
    expect(withToken(token)).toEqual(['/WeatherForecast'])
  })

  it('explains a refusal of Microsoft Graph by the scopes of the token', async () => {
    const config = configOf(`${await serve(refusesTokens)}/v1.0`)
    const aud = 'https://graph.microsoft.com'
    expect(await findingsFor(config, tokenOf({ aud, scp: 'openid' }))).toContainEqual(
      expect.objectContaining({ problem: 'the token lacks the scope User.Read (openid).' }),
    )
    expect(await findingsFor(config, tokenOf({ aud, scp: 'User.Read' }))).toContainEqual(
      expect.objectContaining({ problem: expect.stringMatching(/^it returned 403 for .*\/me\.$/) }),
    )
    expect(await findingsFor(config, tokenOf({ aud, exp: 1 }))).toContainEqual(
      expect.objectContaining({ problem: 'the token expired.' }),
    )
  })

  it.each([
    [undefined, 'none, so the API refuses what requires Forecast.Editor'],
    [['Forecast.Reader'], 'Forecast.Reader, so the API refuses what requires Forecast.Editor'],
    [['Forecast.Editor'], 'Forecast.Editor'],
  ])('names the roles of an access token: %j', async (roles, said) => {
    const config = await startBoth()
    const token = tokenOf({ aud: api, scp: 'access_as_user', roles })
    const findings = await checkApis({ config, app, token })
    expect(findings.find(({ check }) => check === 'token-roles')).toMatchObject({
      subject: `Roles in the access token (weatherApi): ${said}`,
      outcome: 'good',
    })
  })
})

describe('the entry of Microsoft Graph', () => {
  it.each([
    ['https://login.microsoftonline.us/t', 'https://graph.microsoft.us/v1.0'],
    ['https://login.chinacloudapi.cn/t', 'https://microsoftgraph.chinacloudapi.cn/v1.0'],
    ['https://login.contoso.example/t', 'https://graph.microsoft.com/v1.0'],
  ])('follows the cloud of the authority: %s has %s', (cloud, url) => {
    expect(graphEntryFor(cloud).url).toBe(url)
  })
})
