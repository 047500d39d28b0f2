import { expect, test } from 'vitest'
import { defaultRegistrations } from './default-registrations.ts'
import { createRegistry, redirectUrisMatch } from './registry.ts'

test.each([
  ['https://app.example/', 'https://app.example/'],
  ['https://app.example/', 'https://app.example'],
  ['http://localhost:5173/', 'http://localhost:4321/'],
  ['http://localhost/', 'http://localhost:4321'],
  ['http://localhost:1/a?b=c', 'http://localhost:2/a?b=c'],
])('%s matches %s', (registered, requested) => {
  expect(redirectUrisMatch(registered, requested)).toBe(true)
})

test.each([
  ['https://app.example/', 'https://app.example/x'],
  ['https://app.example/path', 'https://app.example/Path'],
  ['https://app.example/', 'http://app.example/'],
  ['https://app.example/', 'https://app.example:8443/'],
  ['https://app.example/', 'https://app.example.evil.example/'],
  ['http://localhost:1/', 'https://localhost:1/'],
  ['http://localhost:1/', 'http://127.0.0.1:1/'],
  ['http://localhost:1/', 'http://localhost:1@evil.example/'],
  ['http://localhost:1/', 'http://localhost:1.evil.example/'],
  ['http://localhost:1/', 'http://localhost.evil.example/'],
  ['http://localhost:1/', 'http://localhost:65536/'],
  ['http://localhost:1/', 'http://localhost:1/?x'],
  ['http://localhost:1/', 'http://localhost:1/#x'],
  ['http://localhost:1/', 'http://localhost:1\\@evil.example/'],
])('%s does not match %s', (registered, requested) => {
  expect(redirectUrisMatch(registered, requested)).toBe(false)
})

function withOrigins(origins: string[], own: Record<'spa' | 'publicClient', string[]>) {
  const registrations = defaultRegistrations()
  const [withOwn] = registrations.apps
  Object.assign(withOwn?.redirectUris ?? {}, own)
  const registry = createRegistry(registrations)
  for (const origin of origins) registry.addAppOrigin(origin)
  const uris = registrations.apps.slice(0, 2).map(({ redirectUris }) => redirectUris.spa)
  return { registry, uris }
}

test('an app origin adds redirect URIs to the apps that have none of their own', () => {
  const origins = ['http://localhost:3000', 'http://localhost:3000', 'http://localhost:4000/app/']
  const added = [
    'http://localhost:3000/',
    'http://localhost:3000/redirect.html',
    'http://localhost:4000/app/',
    'http://localhost:4000/app/redirect.html',
  ]
  const spa = ['http://localhost:5000/auth/callback']
  expect(withOrigins(origins, { spa: [], publicClient: [] }).uris).toEqual([added, added])
  expect(withOrigins(origins, { spa, publicClient: [] }).uris).toEqual([spa, added])
  expect(withOrigins(origins, { spa: [], publicClient: spa }).uris).toEqual([[], added])
})

test('the API is open to the origins of SPA redirect URIs, and to those that were added', () => {
  const own = { spa: ['http://localhost:5000/auth/callback'], publicClient: ['http://localhost'] }
  const { registry } = withOrigins(['http://localhost:4000/app/'], own)
  const origins = ['http://localhost:4000', 'http://localhost:5000', 'http://localhost', 'null']
  expect(origins.map((origin) => registry.isAppOrigin(origin))).toEqual([true, true, false, false])
})
