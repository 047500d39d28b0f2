import * as fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import { parseReturnPath } from './return-path.ts'

const origin = 'https://weather.example'
const fuzz = inject('fuzz')

// Parts of known attacks on URL parsers and routers.
const pieces = [
  '/ // \\ %2f %5C %00 %09 @ : ? # . .. %2e ; % [::1] forecast weather.example evil.example:443',
  'javascript: data: blob: file: http: https: https:// evil.example \u00ad \ufeff \uff0f \u3002 \ud800',
]
  .flatMap((line) => line.split(' '))
  .concat(' ', '\t', '\n', '\r', '\0', '\u00a0', '\u2028', 'x'.repeat(500))

const hostile = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...pieces) }, fc.string({ unit: 'binary' })),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''))

const segment = fc.stringMatching(/^[abcXYZ019_~!*().-]+$/)
const harmless = fc
  .tuple(fc.array(segment), fc.option(segment), fc.option(segment))
  .map(([path, query, fragment]) =>
    [
      `/${path.filter((part) => !/^\.+$/.test(part)).join('/')}`,
      query && `?${query}`,
      fragment && `#${fragment}`,
    ].join(''),
  )

describe('parseReturnPath, for any value', { timeout: 120_000 }, () => {
  it(
    'never leads to another origin, however a browser resolves the path',
    { tags: 'promise', meta: { requirement: 'RFC 9700 §4.11.1; ASVS 3.7.2' } },
    () => {
      const property = fc.property(
        fc.oneof(
          hostile,
          hostile.map((rest) => `/${rest}`),
        ),
        (value) => {
          const path = parseReturnPath(value, origin)
          if (path === undefined) return
          for (const base of [origin, `${origin}/deep/page?query#fragment`]) {
            expect(new URL(path, base).origin).toBe(origin)
            expect(new URL(path, base).href).toBe(origin + path)
          }
          expect(path).toMatch(/^\/(?![/\\])[\x21-\x7e]*$/)
        },
      )
      fc.assert(property, fuzz)
    },
  )

  it('rejects a value that is not a string', () => {
    const anything = fc.anything().filter((value) => typeof value !== 'string')
    const property = fc.property(anything, (value) => {
      expect(parseReturnPath(value, origin)).toBeUndefined()
    })
    fc.assert(property, fuzz)
  })

  it('returns a harmless path unchanged', () => {
    const property = fc.property(harmless, (path) => {
      expect(parseReturnPath(path, origin)).toBe(path)
    })
    fc.assert(property, fuzz)
  })
})
