import { expect, test } from 'vitest'
import { type HttpBrowser, createHttpBrowser, type Visit } from '../testing/http-browser.ts'
import { createRandom, type Random } from '../../../command-line/testing/random.ts'
import { authorizationRequest, REDIRECT_URI, SUNNY } from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const local = withLocalEntra()
const REQUESTS = 1000
/** Set FUZZ_SEED to replay a run. */
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 32))

/** What is registered; the port of localhost is free to choose, as with Entra. */
const REGISTERED = ['http://localhost/', 'http://localhost/redirect.html']

const HOSTILE = [
  '',
  'none',
  'null',
  '0',
  '-1',
  '../../../etc/passwd',
  'https://evil.example/',
  '//evil.example',
  'javascript:alert(1)',
  'http://localhost:9999@evil.example/',
  'http://localhost:9999.evil.example/',
  `${REDIRECT_URI}\r\nLocation: https://evil.example/`,
  `${REDIRECT_URI}#code=mine`,
  '<script>alert(1)</script>',
  '"; DROP TABLE users; --',
  '\u0000',
  '%00%0d%0a',
  '\uD800',
  'ａ'.repeat(50),
  'x'.repeat(5000),
  '{"access_token":{"nbf":{"value":[]}}}',
  '[[[[[[',
  'S256',
  'query',
  'fragment',
  'form_post',
  'select_account',
  'login',
  'consent',
  'authorization_code',
  'refresh_token',
  'O.c3Vubnk',
  '__proto__',
  'constructor',
]

const NAMES = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'prompt',
  'max_age',
  'login_hint',
  'domain_hint',
  'sid',
  'claims',
  'client_info',
  'authority',
  'requested_scope',
  'admin_consent',
  'user_code',
  'device_code',
  'request',
  'request_uri',
  'registration',
  'id_token_hint',
  'ui_locales',
  'acr_values',
  'resource',
  'grant_type',
  'code',
  'code_verifier',
  'refresh_token',
  'client_secret',
  'client_assertion',
  'post_logout_redirect_uri',
  'logout_hint',
  '__proto__',
  'constructor',
]

/** Changes a valid request in a few places: other values, missing, repeated and unknown names. */
function mutate(random: Random, params: URLSearchParams): URLSearchParams {
  const mutated = new URLSearchParams(params)
  for (let change = 0; change <= random.below(4); change++) {
    const name = random.of(NAMES)
    const action = random.of(['set', 'set', 'append', 'delete', 'splice'])
    if (action === 'set') mutated.set(name, random.of(HOSTILE))
    else if (action === 'append') mutated.append(name, random.of(HOSTILE))
    else if (action === 'delete') mutated.delete(name)
    else mutated.set(name, spliced(random, mutated.get(name) ?? ''))
  }
  return mutated
}

function spliced(random: Random, value: string): string {
  const at = random.below(value.length + 1)
  return value.slice(0, at) + random.of(HOSTILE) + value.slice(at + random.below(3))
}

function send(random: Random, browser: HttpBrowser): Promise<Visit> {
  const { authorizationMetadata, tokenForm } = goodRequests()
  const { authorization_endpoint, token_endpoint, end_session_endpoint } = authorizationMetadata
  const authorize = new URL(authorizationRequest(local.stack).url).searchParams
  const logout = { post_logout_redirect_uri: REDIRECT_URI, logout_hint: SUNNY, state: 's' }
  switch (
    random.of([
      'authorize',
      'authorize',
      'post authorize',
      'admin consent',
      'token',
      'device code',
      'user code',
      'logout',
    ])
  ) {
    case 'token':
      return browser.post(token_endpoint, [...mutate(random, new URLSearchParams(tokenForm))])
    case 'logout':
      return browser.open(
        `${end_session_endpoint}?${mutate(random, new URLSearchParams(logout)).toString()}`,
      )
    case 'admin consent': {
      const path = random.of(['adminconsent', 'v2.0/adminconsent'])
      const url = authorization_endpoint.replace('oauth2/v2.0/authorize', path)
      return browser.open(`${url}?${mutate(random, authorize).toString()}`)
    }
    case 'device code': {
      const url = token_endpoint.replace(/token$/, 'devicecode')
      return browser.post(url, [...mutate(random, new URLSearchParams(tokenForm))])
    }
    case 'user code': {
      const url = `${local.stack.identity.origin}/common/oauth2/deviceauth`
      return browser.post(url, [...mutate(random, new URLSearchParams({ user_code: 'AAAAAAAAA' }))])
    }
    case 'post authorize':
      return browser.post(authorization_endpoint, [...mutate(random, authorize)])
    default:
      return browser.open(`${authorization_endpoint}?${mutate(random, authorize).toString()}`)
  }
}

function goodRequests() {
  const { appConfig } = local.stack
  return {
    authorizationMetadata: appConfig.authorityMetadata,
    tokenForm: {
      client_id: appConfig.clientId,
      grant_type: 'authorization_code',
      code: 'x',
      code_verifier: 'y'.repeat(43),
      redirect_uri: REDIRECT_URI,
      scope: appConfig.weatherApi.scope,
    },
  }
}

test(
  `${REQUESTS} mutated requests: no 5xx, no stack trace, no redirect to another app (seed ${seed})`,
  { timeout: 120_000 },
  async () => {
    const random = createRandom(seed)
    const browser = createHttpBrowser(local.stack.identity.origin)
    await local.stack.control.signInAs(browser, SUNNY)
    const outcomes = { page: 0, app: 0, json: 0 }
    for (let count = 0; count < REQUESTS; count++) {
      const { status, left, html, headers } = await send(random, browser)
      const context = `request ${count} of seed ${seed}: ${status} ${left?.href} ${html.slice(0, 500)}`
      expect(status, context).toBeLessThan(500)
      expect(html, context).not.toMatch(/\n\s+at .+:\d+:\d+|node_modules|oops!/)
      const isJson = headers.get('content-type')?.startsWith('application/json') ?? false
      expect(isJson ? '' : html, context).not.toContain('<script>alert')
      for (const target of targetsOf(left, html)) expect(REGISTERED, context).toContain(target)
      if (left) outcomes.app++
      else if (isJson) outcomes.json++
      else outcomes.page++
    }
    // A run with only one kind of response would have tested nothing.
    expect(Math.min(...Object.values(outcomes)), JSON.stringify(outcomes)).toBeGreaterThan(50)
  },
)

/** The addresses that a browser could leave to: of redirects, forms, links and frames. */
function targetsOf(left: URL | undefined, html: string): string[] {
  const { origin } = local.stack.identity
  const withoutIcon = html.replace(/<link rel="icon"[^>]*>/, '')
  const inPage = [...withoutIcon.matchAll(/(?:action|href|src)="([^"]*)"/g)].map(
    ([, url = '']) => new URL(url, origin),
  )
  return [...inPage, ...(left ? [left] : [])]
    .filter((url) => url.origin !== origin)
    .map(({ protocol, hostname, pathname }) => `${protocol}//${hostname}${pathname}`)
}
