import { describe, expect, it } from 'vitest'
import { usualUnit } from './unit.tsx'

describe('usualUnit', () => {
  it.each([
    ['en-US', 'fahrenheit'],
    ['en', 'fahrenheit'],
    ['es-PR', 'fahrenheit'],
    ['en-GB', 'celsius'],
    ['de', 'celsius'],
  ])('for %s is %s', (language, unit) => {
    expect(usualUnit(language)).toBe(unit)
  })
})
