import { describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import {
  contentSecurityPolicy,
  inlineHashes,
  redirectPagePolicy,
} from './content-security-policy.ts'

const config: Config = {
  authority: 'https://login.microsoftonline.com/contoso.example',
  clientId: '11111111-2222-3333-4444-555555555555',
  weatherApi: {
    url: 'https://api.contoso.example/WeatherForecast',
    scope: 'api://w/access_as_user',
  },
  tokenStorage: 'session',
}

const elsewhere = {
  issuer: 'https://issuer.contoso.example/v2.0',
  authorization_endpoint: 'https://login.contoso.example/authorize',
  token_endpoint: 'https://token.contoso.example/token',
  end_session_endpoint: 'https://logout.contoso.example/logout',
  jwks_uri: 'https://keys.contoso.example/keys',
}

function directive(policy: string, name: string): string[] | undefined {
  const found = policy.split('; ').find((part) => part.startsWith(`${name} `))
  return found?.split(' ').slice(1)
}

function policyOf(changes: Partial<Config> = {}): string {
  return contentSecurityPolicy({ ...config, ...changes }, { scripts: [], styles: [] })
}

describe('the content security policy', () => {
  it('allows requests to the identity provider and the API, and frames of the identity provider', () => {
    expect(directive(policyOf(), 'connect-src')).toEqual([
      `'self'`,
      'https://login.microsoftonline.com',
      'https://api.contoso.example',
    ])
    expect(directive(policyOf(), 'frame-src')).toEqual([
      `'self'`,
      'https://login.microsoftonline.com',
    ])
  })

  it('allows requests to every API of the configuration, and lists each host once', () => {
    const scope = 'api://orders/Orders.Read'
    const apis = {
      orders: { url: 'https://orders.contoso.example/v1', scope },
      refunds: { url: 'https://orders.contoso.example/refunds', scope },
      stock: { url: '/Stock', scope },
    }
    expect(directive(policyOf({ apis }), 'connect-src')).toEqual([
      `'self'`,
      'https://login.microsoftonline.com',
      'https://api.contoso.example',
      'https://orders.contoso.example',
    ])
    expect(directive(policyOf({ apis }), 'frame-src')).toHaveLength(2)
  })

  it('lists no host for an API on the app’s own origin', () => {
    const policy = policyOf({
      weatherApi: { url: '/WeatherForecast', scope: 'api://w/access_as_user' },
    })
    expect(directive(policy, 'connect-src')).toEqual([
      `'self'`,
      'https://login.microsoftonline.com',
    ])
  })

  it('allows requests to the token endpoint and frames of the authorization endpoint of the configuration', () => {
    const policy = policyOf({ authorityMetadata: elsewhere })
    expect(directive(policy, 'connect-src')).toEqual([
      `'self'`,
      'https://token.contoso.example',
      'https://api.contoso.example',
    ])
    expect(directive(policy, 'frame-src')).toEqual([`'self'`, 'https://login.contoso.example'])
  })

  it.each([
    ['https://login.microsoftonline.us/t', 'https://login.microsoftonline.us'],
    ['https://login.partner.microsoftonline.cn/t', 'https://login.partner.microsoftonline.cn'],
    ['https://contoso.ciamlogin.com/contoso.onmicrosoft.com', 'https://contoso.ciamlogin.com'],
    ['https://login.contoso.example/t', 'https://login.contoso.example'],
  ])(
    'allows only %s in frames, no wildcard and nothing unsafe',
    { tags: 'promise', meta: { requirement: 'CSP Level 3; ASVS 3.4.3, 3.6.1' } },
    (authority, origin) => {
      expect(directive(policyOf({ authority }), 'frame-src')).toEqual([`'self'`, origin])
      expect(policyOf({ authority })).not.toMatch(/\*|https:[ ;]|unsafe/)
    },
  )

  it('allows the inline parts of the document by their hashes, and no others', () => {
    const hashes = inlineHashes('<style>a{}</style><script>1</script><script src="x"></script>')
    expect(hashes.scripts).toEqual([`'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='`])
    const policy = contentSecurityPolicy(config, hashes)
    expect(directive(policy, 'script-src')).toEqual([`'self'`, ...hashes.scripts])
    expect(directive(policy, 'style-src')).toEqual([`'self'`, ...hashes.styles])
  })

  // deploy/doctor/inline-parts.spec.ts compares these and others with a browser.
  it.each([
    ['line ends of Windows', '<style>\r\na{}\r\n</style>\r\n<script>\r\n1\r\n</script>'],
    ['line ends of old Macs', '<style>\ra{}\r</style><script>\r1\r</script>'],
    ['capitals', '<STYLE>\na{}\n</STYLE><Script>\n1\n</SCRIPT>'],
    [
      'attributes',
      '<style media="all">\na{}\n</style><script type="text/javascript">\n1\n</script>',
    ],
    ['blanks in the tags', '<style >\na{}\n</style ><script\n>\n1\n</script\n>'],
    [
      'scripts that do not run',
      '<!-- <script>2</script> --><style>\na{}\n</style><script type="application/json">{}</script><script src="x">3</script><script>\n1\n</script>',
    ],
  ])('hashes inline parts as a browser does: %s', (_, html) => {
    expect(inlineHashes(html)).toEqual(inlineHashes('<style>\na{}\n</style><script>\n1\n</script>'))
  })

  it('forbids framing, except of the redirect page by the app itself', () => {
    expect(directive(policyOf(), 'frame-ancestors')).toEqual([`'none'`])
    expect(directive(redirectPagePolicy(config), 'frame-ancestors')).toEqual([`'self'`])
  })

  it.each([policyOf(), redirectPagePolicy(config)])(
    'requires Trusted Types and allows no policy: %s',
    (policy) => {
      expect(directive(policy, 'require-trusted-types-for')).toEqual([`'script'`])
      expect(directive(policy, 'trusted-types')).toEqual([`'none'`])
      expect(directive(policy, 'default-src')).toEqual([`'none'`])
    },
  )
})
