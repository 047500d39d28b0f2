import { expect, test } from 'vitest'
import { formTarget } from './layout.ts'

test.each([
  ['http://localhost:3000/auth/callback?x=1', 'http://localhost:3000'],
  ['https://shop.example', 'https://shop.example'],
  ['myapp://auth', 'myapp:'],
])('a form may lead to the redirect URI %s', (redirectUri, target) => {
  expect(formTarget(redirectUri)).toBe(target)
})
