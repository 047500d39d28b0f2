import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { promisedIn } from '../../e2e/support/promises.ts'
import { editsOf, protections } from './protections.ts'

const timesIn = (text: string, part: string) => text.split(part).length - 1

// Sources escape the quotes of their titles; templates of loops fill a part in.
const normalized = (text: string) => text.replace(/\\(?=['`])/g, '').replace(/\s+/g, ' ')

describe('the list of protections', () => {
  it('names each protection once, and there are many', () => {
    const names = protections.map(({ protects }) => protects)
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThanOrEqual(40)
  })

  it.each(protections)('takes out what the source holds once: $protects', (protection) => {
    for (const { file, find, replace } of editsOf(protection)) {
      expect(timesIn(readFileSync(file, 'utf8'), find)).toBe(1)
      expect(replace).not.toBe(find)
    }
  })

  it.each(protections)('names a test that exists: $protects', ({ test }) => {
    expect(normalized(readFileSync(test.file, 'utf8'))).toContain(normalized(test.title))
  })

  const journeys = protections.filter(({ test }) => test.file.includes('.spec.'))
  it.each(journeys.filter(({ isLongTail }) => !isLongTail))(
    'is caught by npm test: $protects',
    ({ test, storage = 'session' }) => {
      expect(`${storage} ${test.file} ${test.title}`).toMatch(promisedIn(storage))
    },
  )
})
