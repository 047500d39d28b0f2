import { describe, expect, it } from 'vitest'
import { compare, intervalOfMedian, median } from './statistics.ts'

describe('median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[7], 7],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected)
  })
})

// From tables of the sign test.
describe('the interval of a median', () => {
  it.each([
    [6, [1, 6]],
    [9, [2, 8]],
    [11, [2, 10]],
    [15, [4, 12]],
    [25, [8, 18]],
  ])('of %d values lies between the values at two places', (count, places) => {
    const values = Array.from({ length: count }, (_, index) => count - index)
    expect(intervalOfMedian(values)).toEqual(places)
  })

  it('is unlimited with fewer than six values', () => {
    expect(intervalOfMedian([1, 1, 1, 1, 1])).toEqual([-Infinity, Infinity])
  })
})

describe('a comparison', () => {
  it('compares round by round, so that a slow minute counts for both', () => {
    const app = [{ reload: 110 }, { reload: 1_100 }, { reload: 120 }]
    const other = [{ reload: 100 }, { reload: 1_000 }, { reload: 100 }]
    expect(compare('reload', app, other).median).toBeCloseTo(1.1)
  })

  it('finds two that are zero equal', () => {
    expect(compare('tasks', [{ tasks: 0 }], [{ tasks: 0 }]).median).toBe(1)
  })
})
