import { expect, test } from 'vitest'
import { isOwnPage, pageOriginOf } from './page-origin.ts'

test.each<[string, Record<string, string>, string]>([
  [
    'the referring page',
    {
      referer: 'https://opal.example/a?b',
      'sec-fetch-site': 'same-origin',
      host: 'localhost:5173',
    },
    'https://opal.example',
  ],
  [
    'what a tunnel says',
    { host: 'localhost:5173', 'x-forwarded-host': 'opal.example', 'x-forwarded-proto': 'https' },
    'https://opal.example',
  ],
  [
    'the first of several proxies',
    { host: 'a', 'x-forwarded-host': 'opal.example, inner', 'x-forwarded-proto': 'https, http' },
    'https://opal.example',
  ],
  ['the authority of HTTP/2', { ':authority': 'localhost:5173' }, 'http://localhost:5173'],
  ['its own scheme without a forwarded one', { host: '127.0.0.1:5173' }, 'http://127.0.0.1:5173'],
  [
    'not that of a page of another site',
    { referer: 'http://shop.example/', host: '192.168.1.5:5173' },
    'http://192.168.1.5:5173',
  ],
  [
    'localhost if the scheme is none of the web',
    { 'x-forwarded-proto': 'foo', host: 'a' },
    'http://localhost',
  ],
  ['localhost if the headers are malformed', { 'x-forwarded-host': 'a b' }, 'http://localhost'],
])('the origin of a page is %s', (_, headers, origin) => {
  expect(pageOriginOf(headers, 'http')).toBe(origin)
})

test.each([
  [undefined, true],
  ['same-origin', true],
  ['none', true],
  ['same-site', false],
  ['cross-site', false],
])('a request with Sec-Fetch-Site %s is of an own page: %s', (site, isOwn) => {
  expect(isOwnPage(site === undefined ? {} : { 'sec-fetch-site': site })).toBe(isOwn)
})
