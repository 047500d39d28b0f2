import { expect, it } from 'vitest'
import { parseUrl } from './parse-url.ts'

it('parses a host name with letters beyond ASCII, however often it ran before', () => {
  const results = Array.from({ length: 20_000 }, () => parseUrl('https://wetter.köln.example'))
  expect(results.filter((url) => url?.host !== 'wetter.xn--kln-sna.example')).toEqual([])
})

it('returns nothing for a text that is not a URL', () => {
  expect(['', 'weather', 'https://', '//a b'].map((text) => parseUrl(text))).toEqual(
    Array.from({ length: 4 }),
  )
  expect(parseUrl('/weather', 'https://app.example')?.href).toBe('https://app.example/weather')
})
