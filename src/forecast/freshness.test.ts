import { describe, expect, it } from 'vitest'
import { describeAge } from './freshness.tsx'

const minute = 60_000

describe('describeAge', () => {
  it.each([
    [0, 'Updated just now'],
    [-5 * minute, 'Updated just now'],
    [minute, 'Updated 1 minute ago'],
    [59 * minute, 'Updated 59 minutes ago'],
    [150 * minute, 'Updated 2 hours ago'],
  ])('describes an age of %d ms as: %s', (age, text) => {
    expect(describeAge(age)).toBe(text)
  })
})
