import { expect, test } from 'vitest'
import { withLocalEntra } from '../../testing/with-local-entra.ts'
import { formTarget } from './layout.ts'

test.each([
  ['http://localhost:3000/auth/callback?x=1', 'http://localhost:3000'],
  ['https://shop.example', 'https://shop.example'],
  ['myapp://auth', 'myapp:'],
])('a form may lead to the redirect URI %s', (redirectUri, target) => {
  expect(formTarget(redirectUri)).toBe(target)
})

const local = withLocalEntra()

test('every page has an icon that its policy allows, so that browsers do not request /favicon.ico', async () => {
  const response = await fetch(local.stack.identity.origin)
  expect(await response.text()).toContain('<link rel="icon" href="data:,"')
  expect(response.headers.get('content-security-policy')).toContain('; img-src data:;')
})
