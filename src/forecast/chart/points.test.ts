import { describe, expect, it } from 'vitest'
import { chartPoints, meanOf } from './points.ts'

const days = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    date: new Date(Date.UTC(2025, 0, 1 + index)).toISOString().slice(0, 10),
    temperatureC: index % 2 === 0 ? -5 : 15,
    temperatureF: 0,
    summary: null,
  }))

describe('chartPoints', () => {
  it('returns a point for every entry when they all fit', () => {
    expect(chartPoints(days(5), 'celsius', 100)).toHaveLength(5)
  })

  it('reduces ten thousand entries to the points that fit, and keeps the extremes', () => {
    const points = chartPoints(days(10_000), 'celsius', 200)
    expect(points.length).toBeGreaterThan(190)
    expect(points.length).toBeLessThanOrEqual(200)
    expect(points.reduce((sum, { count }) => sum + count, 0)).toBe(10_000)
    for (const { lowest, highest } of points) expect([lowest, highest]).toEqual([-5, 15])
  })

  it('returns one point for entries of the same day', () => {
    const [day] = days(1)
    if (!day) throw new Error('There is a day.')
    const [point, ...others] = chartPoints([day, { ...day, temperatureC: 15 }], 'celsius', 100)
    expect(others).toEqual([])
    expect(point && meanOf(point)).toBe(5)
  })
})
