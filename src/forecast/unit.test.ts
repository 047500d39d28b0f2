import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dateLanguage } from './dates.ts'
import { usualUnit } from './unit.tsx'

describe('usualUnit', () => {
  it.each([
    ['en-US', 'fahrenheit'],
    ['en', 'fahrenheit'],
    ['es-PR', 'fahrenheit'],
    ['en-US-u-ca-buddhist-nu-thai', 'fahrenheit'],
    ['en-GB', 'celsius'],
    ['de', 'celsius'],
  ])('returns for %s the unit %s', (language, unit) => {
    expect(usualUnit(language)).toBe(unit)
  })

  it.each(['C', 'en-US@posix', 'en-US.UTF-8', 'en_US', '', '*'])(
    'returns the unit of the dates’ language for the invalid tag %j',
    (language) => {
      expect(usualUnit(language)).toBe(usualUnit(dateLanguage))
    },
  )

  it('returns one of the two units for any text', () => {
    const tags = fc.constantFrom('en', 'US', 'C', 'x', 'u', 'ca', 'und', 'Latn', '001', 'zzzzzzzzz')
    const language = fc.oneof(
      fc.string(),
      fc.array(tags).map((parts) => parts.join('-')),
      fc.array(tags).map((parts) => parts.join('_')),
    )
    const property = fc.property(language, (text) => {
      expect(['celsius', 'fahrenheit']).toContain(usualUnit(text))
    })
    fc.assert(property)
  })
})
