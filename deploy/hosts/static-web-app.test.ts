import { describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { basePathOf, builtFor, routeExpression, staticWebAppConfig } from './static-web-app.ts'

const config: Config = {
  authority: 'https://login.microsoftonline.com/contoso.example',
  clientId: '11111111-2222-3333-4444-555555555555',
  weatherApi: { url: '/WeatherForecast', scope: 'api://w/access_as_user' },
  tokenStorage: 'session',
}
const hosting = staticWebAppConfig(config, '<html></html>')

function headersOf(path: string): Record<string, string> {
  const rule = hosting.routes.find(({ route }) => new RegExp(routeExpression(route)).test(path))
  return { ...hosting.globalHeaders, ...rule?.headers }
}

function isFallback(path: string): boolean {
  const { exclude } = hosting.navigationFallback
  return !exclude.some((pattern) => new RegExp(routeExpression(pattern)).test(path))
}

describe('staticWebAppConfig', () => {
  it.each(['/', '/forecast', '/redirect.html', '/assets/index-a1b2.js', '/config.json'])(
    'sends the security headers with %s',
    (path) => {
      expect(headersOf(path)).toMatchObject({
        'Strict-Transport-Security': expect.stringMatching(/^max-age=(3153[6-9]|[4-9])\d+/),
        'Cross-Origin-Resource-Policy': 'same-origin',
        'Referrer-Policy': 'no-referrer',
        'X-Content-Type-Options': 'nosniff',
        'Permissions-Policy': expect.stringContaining('camera=()'),
        'Content-Security-Policy': expect.stringContaining(`default-src 'none'`),
      })
    },
  )

  it.each([
    ['each script', '<script src="/assets/a.js" integrity="sha256-a"></script>', true],
    ['no script', '<script src="/assets/a.js"></script>', false],
    ['an empty hash', '<script src="/assets/a.js" integrity></script>', false],
    [
      'only one script',
      '<script src="/a.js" integrity="sha256-a"></script><script src="/b.js"></script>',
      false,
    ],
  ])(
    'requires the hashes of scripts if the document has them: %s',
    { tags: 'promise' },
    (_, html, isRequired) => {
      const { globalHeaders } = staticWebAppConfig(config, html)
      const expected = isRequired ? 'blocked-destinations=(script)' : undefined
      expect(globalHeaders['Integrity-Policy']).toBe(expected)
    },
  )

  it('lets only the app frame the redirect page, and keeps its opener', () => {
    expect(headersOf('/redirect.html')['Content-Security-Policy']).toContain(
      `frame-ancestors 'self'`,
    )
    expect(headersOf('/redirect.html')['Cross-Origin-Opener-Policy']).toBe('unsafe-none')
    expect(headersOf('/')['Cross-Origin-Opener-Policy']).toBe('same-origin')
  })

  it('lets only the identity provider frame the page for front-channel sign-out', () => {
    const policy = headersOf('/front-channel-sign-out.html')['Content-Security-Policy']
    expect(policy).toContain(`frame-ancestors https://login.microsoftonline.com;`)
    expect(policy).toContain(`default-src 'none'; script-src 'self';`)
  })

  it('lets browsers cache hashed files for a year, the configuration for a minute, and no documents', () => {
    expect(headersOf('/assets/index-a1b2.js')['Cache-Control']).toContain('immutable')
    expect(headersOf('/forecast')['Cache-Control']).toBe('no-cache')
    expect(headersOf('/redirect.html')['Cache-Control']).toBe('no-cache')
    expect(headersOf('/config.json')['Cache-Control']).toMatch(
      /max-age=60, stale-while-revalidate=/,
    )
  })

  it.each(['/icon.svg', '/icon-180.png', '/manifest.webmanifest'])(
    'lets browsers cache %s for a day',
    (path) => {
      expect(headersOf(path)['Cache-Control']).toBe('public, max-age=86400')
    },
  )

  it.each(['/', '/forecast', '/flow', '/somewhere/else'])('returns the app for %s', (path) => {
    expect(isFallback(path)).toBe(true)
  })

  it.each([
    '/assets/gone.js',
    '/assets/',
    '/config.json',
    '/missing.css',
    '/a/b.png',
    '/x.html',
    '/.well-known/change-password',
    '/.well-known/acme-challenge/token',
  ])('returns 404 for %s when it is missing', (path) => {
    expect(isFallback(path)).toBe(false)
  })
})

describe('the rules of an app below a path', () => {
  const document =
    '<script type="module" crossorigin src="/team/app/assets/index-a1b2.js"></script>'
  const below = staticWebAppConfig(config, document)

  it('are those of an app at the root, prefixed with the path', () => {
    const addresses = ({ routes, navigationFallback: { rewrite, exclude } }: typeof hosting) => [
      ...routes.map(({ route }) => route),
      rewrite,
      ...exclude,
    ]
    expect(addresses(below)).toEqual(addresses(hosting).map((address) => `/team/app${address}`))
    expect(below.routes.map(({ headers }) => headers)).toEqual(
      hosting.routes.map(({ headers }) => headers),
    )
    expect([basePathOf(below), basePathOf(hosting)]).toEqual(['/team/app/', '/'])
  })

  it.each([
    ['<script type="module" src="/assets/index-a1b2.js"></script>', '/'],
    [document, '/team/app/'],
    ['<html></html>', '/'],
    ['<script>1</script><a href="/elsewhere/assets/"></a>', '/'],
  ])('take the path from the document: %s', (html, path) => {
    expect(builtFor(html)).toBe(path)
  })
})
