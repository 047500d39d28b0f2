import { describe, expect, it } from 'vitest'
import { parseChallenges } from './challenges.ts'

/** The challenges of a header, as arrays. */
const read = (header: string | null) =>
  parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)])

describe('parseChallenges', () => {
  it('parses the example of RFC 9110 §11.6.1', () => {
    const header = `Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""`
    expect(read(header)).toEqual([
      ['basic', { realm: 'simple' }],
      ['newauth', { realm: 'apps', type: '1', title: 'Login to "apps"' }],
    ])
  })

  it.each<[string, unknown]>([
    ['Bearer', [['bearer', {}]]],
    [
      'Negotiate, NTLM, Bearer',
      [
        ['negotiate', {}],
        ['ntlm', {}],
        ['bearer', {}],
      ],
    ],
    [
      'Negotiate YII/+-._~==, Bearer a=b',
      [
        ['negotiate', {}],
        ['bearer', { a: 'b' }],
      ],
    ],
    ['BEARER Realm = "x" ,\tERROR\t=y', [['bearer', { realm: 'x', error: 'y' }]]],
    ['Bearer a  =  "x"', [['bearer', { a: 'x' }]]],
    [', ,Bearer a=b,, c=d ,', [['bearer', { a: 'b', c: 'd' }]]],
    ['Bearer a="x, Bearer b=\\"y\\"", c="\\\\"', [['bearer', { a: 'x, Bearer b="y"', c: '\\' }]]],
    ['Bearer a="", b=""', [['bearer', { a: '', b: '' }]]],
    [
      'Bearer a=b, DPoP c=d, e=f',
      [
        ['bearer', { a: 'b' }],
        ['dpop', { c: 'd', e: 'f' }],
      ],
    ],
    [
      'Bearer a="b", Bearer a="c"',
      [
        ['bearer', { a: 'b' }],
        ['bearer', { a: 'c' }],
      ],
    ],
  ])('parses %s', (header, challenges) => {
    expect(read(header)).toEqual(challenges)
  })

  it.each<[string, unknown]>([
    ['Bearer a="b" c="d"', [['bearer', { a: 'b', c: 'd' }]]],
    ['Bearer claims=eyJh/b+==, b=c', [['bearer', { claims: 'eyJh/b+==', b: 'c' }]]],
    ['Bearer a="b", A="c"', [['bearer', { a: 'b' }]]],
  ])('tolerates the malformed header of some servers: %s', (header, challenges) => {
    expect(read(header)).toEqual(challenges)
  })

  it.each<[string, unknown]>([
    ['', []],
    [' , ,, ', []],
    ['a="b", Bearer', [['bearer', {}]]],
    ['= "x", Bearer', [['bearer', {}]]],
    ['Bearer a="b", c="d, DPoP e=f', [['bearer', { a: 'b' }]]],
    ['Bearer a="b\\', [['bearer', {}]]],
    ['Bearer a="b"c, d=e', [['bearer', { d: 'e' }]]],
    ['"Bearer" a=b, Bearer c=d', [['bearer', { c: 'd' }]]],
  ])('ignores malformed parts: %s', (header, challenges) => {
    expect(read(header)).toEqual(challenges)
  })

  it('returns nothing without a header', () => {
    expect(parseChallenges(null)).toEqual([])
  })

  it.each(['"', '\\', 'a="', 'a=', ',', ' ', 'a', 'a ', '\\"a="', 'a=b,', 'a = ', '"\\'])(
    'parses a header of 100 kB in linear time: %j',
    (piece) => {
      const time = (length: number) => {
        const header = `Bearer a="b" ${piece.repeat(length / piece.length)}!"`
        const began = performance.now()
        parseChallenges(header)
        return performance.now() - began
      }
      time(100_000)
      expect(time(100_000)).toBeLessThan(5_000)
    },
  )
})
