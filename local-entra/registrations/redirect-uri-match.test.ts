import { expect, test } from 'vitest'
import { redirectUrisMatch } from './redirect-uri-match.ts'

test.each([
  ['https://app.example/', 'https://app.example/'],
  ['https://app.example/', 'https://app.example'],
  ['http://localhost:5173/', 'http://localhost:4321/'],
  ['http://localhost/', 'http://localhost:4321'],
  ['http://localhost:1/a?b=c', 'http://localhost:2/a?b=c'],
])('%s is %s', (registered, asked) => {
  expect(redirectUrisMatch(registered, asked)).toBe(true)
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
])('%s is not %s', (registered, asked) => {
  expect(redirectUrisMatch(registered, asked)).toBe(false)
})
