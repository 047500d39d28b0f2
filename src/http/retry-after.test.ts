import { describe, expect, it } from 'vitest'
import { parseRetryAfter } from './retry-after.ts'

const now = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT')
const parse = (value?: string) =>
  parseRetryAfter(new Headers(value === undefined ? {} : { 'Retry-After': value }), now)

describe('parseRetryAfter', () => {
  it.each([
    ['0', 0],
    ['120', 120],
    [' 7 ', 7],
    ['Wed, 21 Oct 2026 07:28:30 GMT', 30],
    ['Wed, 21 Oct 2026 07:00:00 GMT', 0],
  ])('reads %j as %i seconds', (value, seconds) => {
    expect(parse(value)).toBe(seconds)
  })

  it.each([undefined, '', '-5', '1.5', 'soon', '9999999999', 'Wed'])(
    'makes nothing of %j',
    (value) => {
      expect(parse(value)).toBeUndefined()
    },
  )
})
