import { describe, expect, it } from 'vitest'
import { quantile, summarise } from './summary.ts'

describe('quantile', () => {
  it.each([
    [[3, 1, 2], 0.5, 2],
    [[4, 1, 2, 3], 0.5, 2.5],
    [[1, 2, 3, 4, 5], 0.25, 2],
    [[1, 9], 1, 9],
    [[7], 0.75, 7],
  ])('of %j at %d is %d', (values, part, expected) => {
    expect(quantile(values, part)).toBe(expected)
  })
})

describe('summarise', () => {
  it('takes the median of the ratios of neighbours, so that a slow minute counts for both', () => {
    const trials = {
      app: [{ reload: 110 }, { reload: 1_100 }, { reload: 120 }],
      reference: [{ reload: 100 }, { reload: 1_000 }, { reload: 100 }],
    }
    const [line] = summarise(trials)
    expect(line).toMatchObject({ what: 'reload', app: 120, reference: 100 })
    expect(line?.ratio).toBeCloseTo(1.1)
  })

  it('takes two that took nothing for equal', () => {
    const [line] = summarise({ app: [{ tasks: 0 }], reference: [{ tasks: 0 }] })
    expect(line?.ratio).toBe(1)
  })

  it('leaves out what only one of them has', () => {
    expect(summarise({ app: [{ a: 1, b: 2 }], reference: [{ a: 1 }] })).toHaveLength(1)
  })
})
