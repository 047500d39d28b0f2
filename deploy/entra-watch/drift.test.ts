import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type LocalEntra, startLocalEntra } from '#local-entra'
import { runCommand } from '../../command-line/command.ts'
import { startServer, type TestServer } from '../../command-line/testing/servers.ts'
import { driftCommand, findDrift } from './drift.ts'
import { refuseOtherCloud } from './public-documents.ts'
import { offers, reliances } from './relied-on.ts'

// A local Entra plays the tenant. The proxy in front of it changes one thing at a time.

type Json = Record<string, unknown>

interface Change {
  /** Part of the path of the document. */
  at: string
  change?: (document: Json) => unknown
  headers?: Record<string, string>
  status?: number
}

const configuration = 'openid-configuration'
const keys = 'discovery/v2.0/keys'
const instance = 'discovery/instance'

let tenant: LocalEntra
let proxy: TestServer
let planted: Change | undefined
let origin = ''
let authority = ''

beforeAll(async () => {
  proxy = await startServer((request, response) => {
    void (async () => {
      const answer = await fetch(`${tenant.identity.listensAt}${request.url}`)
      const change = request.url?.includes(planted?.at ?? ' ') ? planted : undefined
      const body = await answer.text()
      const changed = change?.change?.(JSON.parse(body) as Json) ?? body
      const headers = Object.fromEntries(
        ['access-control-allow-origin', 'cache-control', 'content-type'].flatMap((name) => {
          const value = change?.headers?.[name] ?? answer.headers.get(name)
          return value ? [[name, value]] : []
        }),
      )
      response.writeHead(change?.status ?? answer.status, { ...change?.headers, ...headers })
      response.end(typeof changed === 'string' ? changed : JSON.stringify(changed))
    })()
  })
  origin = `http://localhost:${proxy.port}`
  tenant = await startLocalEntra({ identityOrigin: origin })
  authority = `${origin}/${tenant.appConfig.authority.split('/').at(-1)}`
})
afterEach(() => (planted = undefined))
afterAll(async () => {
  await proxy.close()
  await tenant.close()
})

async function driftWith(change?: Change, at = authority) {
  planted = change
  return findDrift({ authority: at })
}

/** The severities and sentences of the differences. */
async function saysWith(change?: Change, at?: string) {
  return (await driftWith(change, at)).map(({ severity, sentence }) => `${severity}: ${sentence}`)
}

const documentAt = async (path: string) =>
  (await (await fetch(`${tenant.identity.listensAt}/${path}`)).json()) as Json

const set = (changes: Json) => (document: Json) => ({ ...document, ...changes })

/** The same change in every key, or every entry of the instance discovery. */
const each = (name: string, change: (entry: Json) => unknown) => (document: Json) => ({
  ...document,
  [name]: (document[name] as Json[]).map(change),
})

describe('a tenant that answers as local Entra does', () => {
  it.each(['common', 'organizations', 'consumers', 'weather.example'])(
    'has no difference: %s',
    async (segment) => {
      expect(await driftWith(undefined, `${origin}/${segment}`)).toEqual([])
    },
  )

  it('has no difference because of its cloud, region, hosts and keys', async () => {
    expect(await driftWith()).toEqual([])
    const ofTheCloud = {
      // As captured from tenants of the public cloud.
      tenant_region_scope: 'EU',
      tenant_region_sub_scope: 'GCC',
      cloud_instance_name: 'microsoftonline.com',
      cloud_graph_host_name: 'graph.windows.net',
      msgraph_host: 'graph.microsoft.com',
      rbac_url: 'https://pas.windows.net',
      userinfo_endpoint: 'https://graph.microsoft.com/oidc/userinfo',
    }
    expect(await driftWith({ at: configuration, change: set(ofTheCloud) })).toEqual([])
    const moreAliases = each('metadata', (entry) => ({
      ...entry,
      aliases: [...(entry['aliases'] as string[]), 'sts.windows.net'],
    }))
    expect(await driftWith({ at: instance, change: moreAliases })).toEqual([])
    const otherKeys = each('keys', (key) => ({ ...key, kid: 'k', x5t: 'k', n: 'n', x5c: ['c'] }))
    expect(await driftWith({ at: keys, change: otherKeys })).toEqual([])
  })

  it('may be one of External ID', async () => {
    const id = authority.split('/').at(-1) ?? ''
    const issuer = `https://${id}.ciamlogin.com/${id}/v2.0`
    const { issuer: own, ...endpoints } = tenant.appConfig.authorityMetadata
    planted = {
      at: '/',
      change: (document) => JSON.parse(JSON.stringify(document).replaceAll(own, issuer)) as Json,
    }
    const metadata = { ...endpoints, issuer }
    expect(await findDrift({ authority, authorityMetadata: metadata })).toEqual([])
  })
})

describe('each change of a document is named', () => {
  const paths = [
    [
      'OpenID configuration',
      configuration,
      (id: string) => `${id}/v2.0/.well-known/${configuration}`,
    ],
    ['keys', keys, (id: string) => `${id}/${keys}`],
    ['instance discovery', instance, () => `common/${instance}`],
  ] as const

  it.each(paths)('a member of the %s that is missing', async (document, at, path) => {
    const original = await documentAt(path(authority.split('/').at(-1) ?? ''))
    for (const member of Object.keys(original)) {
      const found = await driftWith({ at, change: set({ [member]: undefined }) })
      expect(found, member).not.toEqual([])
      for (const difference of found) {
        expect(difference).toMatchObject({ document })
        expect(difference.member).toContain(member)
      }
    }
  })

  it('a value of the OpenID configuration that is another one', async () => {
    const original = await documentAt(paths[0][2](authority.split('/').at(-1) ?? ''))
    const perTenant = /^(?:tenant_region|cloud_|msgraph_host|rbac_url)/
    for (const [member, value] of Object.entries(original)) {
      if (perTenant.test(member)) continue
      const found = await driftWith({
        at: configuration,
        change: set({ [member]: another(value) }),
      })
      expect(found.map((difference) => difference.member.split('.')[0])).toContain(member)
    }
  })

  it.each([
    ['keys[].x5c', { at: keys, change: each('keys', (key) => ({ ...key, x5c: undefined })) }],
    ['keys[].alg', { at: keys, change: each('keys', (key) => ({ ...key, alg: 'RS256' })) }],
    ['keys[].kid', { at: keys, change: each('keys', (key) => ({ ...key, kid: 1 })) }],
    ['keys[].issuer', { at: keys, change: each('keys', (key) => ({ ...key, issuer: 'x' })) }],
    [
      'metadata[].aliases',
      { at: instance, change: each('metadata', (entry) => ({ ...entry, aliases: 'none' })) },
    ],
    ['header cache-control', { at: keys, headers: { 'cache-control': 'no-store' } }],
    ['header content-type', { at: configuration, headers: { 'content-type': 'text/json' } }],
    [
      'header access-control-allow-origin',
      { at: keys, headers: { 'access-control-allow-origin': '' } },
    ],
  ] as [string, Change][])('%s', async (member, change) => {
    const found = await driftWith(change)
    const own = found.filter((difference) => difference.member === member)
    // A broken entry is reported for the whole list, as what breaks the app.
    expect(own.length + found.filter(({ severity }) => severity === 'breaks').length).toBe(1)
  })

  it('in a sentence, with what it means', async () => {
    const change = set({
      subject_types_supported: ['pairwise', 'public'],
      http_logout_supported: false,
      prompt_values_supported: ['none', 'create'],
      kerberos_endpoint: undefined,
    })
    expect(await saysWith({ at: configuration, change })).toEqual([
      'differs: `http_logout_supported` is false. In local Entra it is true.',
      'differs: `kerberos_endpoint` is missing. Local Entra has it.',
      'new: `subject_types_supported` also lists "public". Local Entra does not.',
      'new: `prompt_values_supported` is new: "none", "create". Local Entra does not have it.',
    ])
  })

  it('without what a terminal could act on', async () => {
    const change = set({ '\u001b[2Jx': '\u001b]0;title\u0007\u009b' })
    const [sentence = ''] = await saysWith({ at: configuration, change })
    expect(sentence).toMatch(/^new: `\?\[2Jx` is new/)
    expect(sentence).toMatch(/^[\x20-\x7e]+$/)
  })
})

const another = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.slice(1)
  if (typeof value === 'object' && value !== null) return {}
  return typeof value === 'boolean' ? !value : `${String(value)}/other`
}

describe('what breaks the app', () => {
  it.each([
    ['issuer', `https://sts.windows.net/${'1'.repeat(8)}/`],
    [
      'issuer',
      (document: Json) => String(document['issuer']).replace(/[0-9a-f]{12}\//, '00000000ffff/'),
    ],
    ['authorization_endpoint', 'https://login.example/authorize'],
    [
      'token_endpoint',
      (document: Json) => String(document['token_endpoint']).replace('v2.0', 'v3.0'),
    ],
    ['end_session_endpoint', undefined],
    ['jwks_uri', 'https://login.example/keys'],
    ['response_types_supported', ['id_token']],
    ['response_modes_supported', ['query', 'form_post']],
    ['scopes_supported', ['openid', 'profile']],
    ['code_challenge_methods_supported', ['plain']],
    ['require_pushed_authorization_requests', true],
    ['require_signed_request_object', true],
    ['id_token_signing_alg_values_supported', ['ES256']],
    ['frontchannel_logout_supported', false],
  ])('%s', async (member, value) => {
    const change = (document: Json) => ({
      ...document,
      [member]: typeof value === 'function' ? value(document) : value,
    })
    const found = await driftWith({ at: configuration, change })
    expect(found[0]).toMatchObject({ severity: 'breaks', member })
    expect(found.slice(1).filter((difference) => difference.member === member)).toEqual([])
  })

  it('an issuer that is that of another tenant, through a domain name as well', async () => {
    const issuer = `${origin}/not-a-tenant/v2.0`
    const change = { at: configuration, change: set({ issuer }) }
    expect(await saysWith(change, `${origin}/weather.example`)).toEqual([
      `breaks: \`issuer\` is "${issuer}". The app refuses tokens of another issuer.`,
    ])
  })

  it.each([
    ['no key', { at: keys, change: set({ keys: [] }) }],
    [
      'keys for encryption alone',
      { at: keys, change: each('keys', (key) => ({ ...key, use: 'enc' })) },
    ],
    [
      'a key without kid',
      { at: keys, change: each('keys', (key) => ({ ...key, kid: undefined })) },
    ],
    ['an instance discovery without this host', { at: instance, change: set({ metadata: [{}] }) }],
  ] as [string, Change][])('%s', async (_, change) => {
    const severities = (await driftWith(change)).map(({ severity }) => severity)
    expect(severities.filter((severity) => severity === 'breaks')).toHaveLength(1)
  })

  it('has a test for each reliance', () => {
    expect(reliances).toHaveLength(15)
  })
})

describe('what the app could use', () => {
  it.each([
    ['dpop_signing_alg_values_supported', ['ES256'], 'DPoP (RFC 9449)'],
    ['pushed_authorization_request_endpoint', 'https://login.example/par', '(RFC 9126)'],
    ['code_challenge_methods_supported', ['plain', 'S256'], '(RFC 7636)'],
    ['authorization_response_iss_parameter_supported', true, '(RFC 9207)'],
    ['revocation_endpoint', 'https://login.example/revoke', '(RFC 7009)'],
  ])('is named when a tenant begins to have it: %s', async (member, value, words) => {
    expect(Object.keys(offers)).toContain(member)
    const found = await driftWith({ at: configuration, change: set({ [member]: value }) })
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ severity: 'offered', member })
    expect(found[0]?.sentence).toContain(words)
  })
})

it('what a tenant says that it does not have is new, and no offer', async () => {
  const change = set({ authorization_response_iss_parameter_supported: false, constructor: 1 })
  expect(await saysWith({ at: configuration, change })).toEqual([
    'new: `authorization_response_iss_parameter_supported` is new: false. Local Entra does not have it.',
    'new: `constructor` is new: 1. Local Entra does not have it.',
  ])
})

it('a government tenant, which the public cloud knows as well, is refused with its own address', () => {
  const document = {
    url: 'https://login.microsoftonline.com/fabrikam.example/…',
    headers: new Headers(),
    members: { token_endpoint: 'https://login.microsoftonline.us/1/oauth2/v2.0/token' },
  }
  const asking = (host: string) => () =>
    refuseOtherCloud({ authority: `https://${host}/fabrikam.example` }, document)
  expect(asking('login.microsoftonline.com')).toThrow(
    /another cloud: us-government\.\n.*https:\/\/login\.microsoftonline\.us\/fabrikam\.example/,
  )
  expect(asking('login.microsoftonline.us')).not.toThrow()
})

describe('npm run drift', () => {
  async function run(parameters: string[], change?: Change) {
    planted = change
    const output: string[] = []
    const push = (text: string) => void output.push(text)
    const terminal = { say: push, complain: push }
    const code = await runCommand(driftCommand, { parameters, environment: {} }, terminal)
    return { code, output: output.join('\n') }
  }

  it('exits with 0 without a difference', async () => {
    expect(await run([authority])).toEqual({
      code: 0,
      output: `No difference between ${authority} and local Entra.`,
    })
  })

  it('exits with 1 with a difference, and prints what it means', async () => {
    const change = set({ dpop_signing_alg_values_supported: ['ES256'], http_logout_supported: 1 })
    const { code, output } = await run([authority], { at: configuration, change })
    expect(code).toBe(1)
    expect(output).toMatch(
      /^! Local Entra differs\. In the OpenID configuration, `http_logout_supported` is 1\./,
    )
    expect(output).toMatch(/^\* The app could use it\. In the OpenID configuration, `dpop_/m)
    expect(output).toMatch(/^2 differences between .* and local Entra\.$/m)
  })

  it('prints JSON', async () => {
    const change = set({ http_logout_supported: undefined })
    const { output } = await run([authority, '--json'], { at: configuration, change })
    expect(JSON.parse(output)).toMatchObject([
      { severity: 'differs', document: 'OpenID configuration', member: 'http_logout_supported' },
    ])
  })

  it('takes the authority of a configuration: a file, or that of an app', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'drift-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'config.json')
    const configured = { ...tenant.appConfig, authority: authority.replace('http:', 'https:') }
    await writeFile(file, JSON.stringify(configured))
    expect(await run(['--config', file])).toMatchObject({ code: 0 })
    const app = await startServer(({ url }, response) =>
      response.end(url === '/config.json' ? JSON.stringify(configured) : '<html></html>'),
    )
    onTestFinished(app.close)
    expect(await run(['--app', `http://localhost:${app.port}`])).toMatchObject({ code: 0 })
    expect(await run(['--app', `${origin}/`])).toMatchObject({ code: 2 })
  })

  it('names the faults of a configuration', async () => {
    const app = await startServer((_, response) => response.end('{ "clientId": "x" }'))
    onTestFinished(app.close)
    const { code, output } = await run(['--app', `http://localhost:${app.port}`])
    expect(output).toContain(`✘ http://localhost:${app.port}/config.json: authority is missing.`)
    expect(code).toBe(2)
  })

  it.each([
    ['an HTML page', { at: configuration, change: () => '<!doctype html>' }, 'is HTML, not JSON'],
    ['text', { at: keys, change: () => 'nothing here' }, 'is not JSON'],
    ['a list', { at: keys, change: () => '[]' }, 'is not a JSON object'],
    [
      'a document of a megabyte',
      { at: configuration, change: set({ padding: 'x'.repeat(2 ** 20) }) },
      'is larger than 256 kB',
    ],
    [
      'a redirect',
      { at: configuration, status: 302, headers: { location: 'https://portal.example/' } },
      'redirects to https://portal.example/.',
    ],
    ['a failure', { at: instance, status: 503 }, 'returned 503: no reason given.'],
  ] as [string, Change, string][])('exits with 2 for %s', async (_, change, words) => {
    const { code, output } = await run([authority], change)
    expect(output).toContain(words)
    expect(code).toBe(2)
  })

  it.each([['nowhere.example', 'The tenant', 'returned 400: AADSTS90002']])(
    'exits with 2 for a tenant that does not exist',
    async (segment, _, words) => {
      const { code, output } = await run([`${origin}/${segment}`])
      expect(output).toContain(words)
      expect(code).toBe(2)
    },
  )

  it.each([
    [['fabrikam'], 'The tenant cannot be "fabrikam".'],
    [['https://contoso.b2clogin.com/contoso.onmicrosoft.com'], 'is of Azure AD B2C'],
    [['https://login.contoso.example/tfp/contoso.example/b2c_1_sign_in'], 'is of Azure AD B2C'],
    [['http://login.contoso.example/tenant'], 'is on plain http.'],
    [['https://login.microsoftonline.com/a/b/c'], 'is not the address of a tenant.'],
    [['contoso.example', 'fabrikam.example'], 'fabrikam.example is more than one tenant.'],
    [['contoso.example', '--cloud', 'moon'], '--cloud cannot be "moon".'],
    [['--app', 'nothing'], '--app cannot be "nothing".'],
    [['--config', 'no-such-file.json'], 'no-such-file.json does not exist.'],
    [['--verbose'], '--verbose is not a known option.'],
  ])('exits with 2 for %j', async (parameters, words) => {
    const { code, output } = await run(parameters)
    expect(output).toContain(words)
    expect(code).toBe(2)
  })
})
