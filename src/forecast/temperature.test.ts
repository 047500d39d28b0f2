import { describe, expect, it } from 'vitest'
import { formatDegrees, warmthOf } from './temperature.ts'

const at = (temperatureC: number) =>
  warmthOf({ date: '2025-04-01', temperatureC, temperatureF: 0, summary: null })

describe('temperatures', () => {
  it('are rounded, with a minus sign (U+2212) and no negative zero', () => {
    expect([21.4, -3.6, -0.2, 0].map(formatDegrees)).toEqual(['21', '−4', '0', '0'])
  })

  it('have one colour for each range', () => {
    expect([-1, 0, 9.9, 10, 19, 20, 30, 54].map(at)).toEqual([
      'freezing',
      'cold',
      'cold',
      'mild',
      'mild',
      'warm',
      'hot',
      'hot',
    ])
  })
})
