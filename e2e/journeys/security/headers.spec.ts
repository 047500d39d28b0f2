import type { APIRequestContext, APIResponse } from 'playwright/test'
import { expect, test } from '../../support/fixtures.ts'

const everywhere = {
  'strict-transport-security': /^max-age=\d{8}; includeSubDomains$/,
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^no-referrer$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'integrity-policy': /^blocked-destinations=\(script\)$/,
  'permissions-policy': /\bcamera=\(\).*\bgeolocation=\(\).*\bmicrophone=\(\)/,
  'content-security-policy': /default-src 'none'.*base-uri 'none'.*frame-ancestors '(none|self)'/,
}
const oneYear = 365 * 24 * 60 * 60

/** The URLs of the scripts and styles of a page. */
async function assetsOf(request: APIRequestContext, page: string): Promise<string[]> {
  const html = await (await request.get(page)).text()
  return Array.from(html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g), ([, path = '']) => path)
}

function directives(response: APIResponse): Record<string, string> {
  const policy = response.headers()['content-security-policy'] ?? ''
  return Object.fromEntries(
    policy
      .split('; ')
      .map((part) => [part.split(' ')[0] ?? '', part.split(' ').slice(1).join(' ')]),
  )
}

test(
  'every response of the host has the security headers',
  {
    tag: '@promise',
    annotation: {
      type: 'requirement',
      description: 'RFC 6797 §6.1; ASVS 3.4.1, 3.4.3, 3.4.4, 3.4.5, 3.4.6, 3.5.8',
    },
  },
  async ({ request }) => {
    const assets = await assetsOf(request, '/')
    expect(assets.length).toBeGreaterThan(0)
    const paths = [
      '/',
      '/forecast',
      '/redirect.html',
      '/config.json',
      '/icon.svg',
      '/assets/missing.js',
    ]
    for (const path of [...paths, ...assets]) {
      const headers = (await request.get(path)).headers()
      for (const [name, value] of Object.entries(everywhere)) {
        expect(headers[name], `${name} of ${path}`).toMatch(value)
      }
      const maxAge = /max-age=(\d+)/.exec(headers['strict-transport-security'] ?? '')?.[1]
      expect(Number(maxAge)).toBeGreaterThanOrEqual(oneYear)
    }
  },
)

test(
  'the content security policy allows this origin, the identity provider and the APIs, and nothing else',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'CSP Level 3; ASVS 3.4.3, 3.6.1' },
  },
  async ({ request, stack }) => {
    const provider = stack.identity.origin
    const hash = `'sha256-[A-Za-z0-9+/]{43}='`
    for (const path of ['/', '/forecast?days=5']) {
      expect(directives(await request.get(path))).toEqual({
        'default-src': `'none'`,
        // Of the import map and of the script that selects the first paint.
        'script-src': expect.stringMatching(new RegExp(`^'self' ${hash} ${hash}$`)),
        'style-src': expect.stringMatching(new RegExp(`^'self' ${hash}$`)),
        'img-src': `'self'`,
        'font-src': `'self'`,
        'manifest-src': `'self'`,
        'connect-src': `'self' ${provider} ${stack.weatherApi.origin} ${stack.graph.origin}`,
        'frame-src': `'self' ${provider}`,
        'base-uri': `'none'`,
        'object-src': `'none'`,
        'form-action': `'none'`,
        'frame-ancestors': `'none'`,
        'require-trusted-types-for': `'script'`,
        'trusted-types': `'none'`,
      })
    }
  },
)

test(
  'only the redirect page may be framed, by this origin, and it stays in the browsing context group of its opener',
  { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 3.4.6, 3.4.8' } },
  async ({ request }) => {
    const redirectPage = await request.get('/redirect.html')
    expect(directives(redirectPage)).toEqual({
      'default-src': `'none'`,
      'script-src': `'self'`,
      'base-uri': `'none'`,
      'form-action': `'none'`,
      'frame-ancestors': `'self'`,
      'require-trusted-types-for': `'script'`,
      'trusted-types': `'none'`,
    })
    expect(redirectPage.headers()['cross-origin-opener-policy']).toBe('unsafe-none')
    for (const path of ['/', '/forecast']) {
      const headers = (await request.get(path)).headers()
      expect(headers['cross-origin-opener-policy'], path).toBe('same-origin')
    }
  },
)

test(
  'hashed files are cached for ever, pages are always revalidated, the configuration is fresh for a minute',
  { tag: '@promise', annotation: { type: 'requirement', description: 'RFC 9111 §5.2.2' } },
  async ({ request }) => {
    const cacheControl = async (path: string) =>
      (await request.get(path)).headers()['cache-control']
    for (const path of [
      ...(await assetsOf(request, '/')),
      ...(await assetsOf(request, '/redirect.html')),
    ]) {
      expect(path, 'its name contains a hash').toMatch(/-[\w-]{8}\.(js|css)$/)
      expect(await cacheControl(path)).toBe('public, max-age=31536000, immutable')
    }
    for (const path of ['/', '/forecast', '/redirect.html'])
      expect(await cacheControl(path)).toBe('no-cache')
    expect(await cacheControl('/config.json')).toBe(
      'public, max-age=60, stale-while-revalidate=86400',
    )
  },
)

test(
  'a missing file is a 404 that is not cached, and never the app under a wrong name',
  { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 3.2.1, 3.5.7' } },
  async ({ request }) => {
    for (const path of [
      '/assets/missing.js',
      '/missing.css',
      '/missing.json',
      '/admin.html',
      '/staticwebapp.config.json',
    ]) {
      const response = await request.get(path)
      expect(response.status(), path).toBe(404)
      expect(await response.text()).not.toContain('<html')
      expect(response.headers()['cache-control']).toBe('no-store')
    }
  },
)

test(
  'each file has the right content type, so that no browser interprets it as another',
  { tag: '@promise', annotation: { type: 'requirement', description: 'ASVS 3.2.1, 3.5.7' } },
  async ({ request }) => {
    const types = {
      '/': 'text/html',
      '/forecast': 'text/html',
      '/config.json': 'application/json',
      '/icon.svg': 'image/svg+xml',
    }
    for (const [path, type] of Object.entries(types)) {
      expect((await request.get(path)).headers()['content-type'], path).toContain(type)
    }
    for (const path of await assetsOf(request, '/')) {
      const expected = path.endsWith('.js') ? 'text/javascript' : 'text/css'
      expect((await request.get(path)).headers()['content-type'], path).toContain(expected)
    }
  },
)

test(
  'responses of the protected API are not stored by any cache',
  { tag: '@promise', annotation: { type: 'requirement', description: 'RFC 9111 §5.2.2.5' } },
  async ({ request, stack }) => {
    const response = await request.get(stack.weatherApi.url)
    expect(response.status()).toBe(401)
    expect(response.headers()['cache-control']).toBe('no-store')
  },
)
