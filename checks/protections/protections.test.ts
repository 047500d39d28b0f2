import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readTests } from '../promises/read-tests.ts'
import { editsOf, protections } from './protections.ts'

const timesIn = (text: string, part: string) => text.split(part).length - 1

// Sources escape the quotes in titles.
const normalized = (text: string) => text.replace(/\\(?=['`])/g, '').replace(/\s+/g, ' ')

describe('the list of protections', () => {
  it('has at least 40 entries with different names', () => {
    const names = protections.map(({ protects }) => protects)
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThanOrEqual(40)
  })

  it.each(protections)('replaces text that the source has once: $protects', (protection) => {
    for (const { file, find, replace } of editsOf(protection)) {
      expect(existsSync(file), `${file} is gone: delete this entry`).toBe(true)
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
      const named = readTests(test.file).find(({ titles }) => hasTitle(titles, test.title))
      expect(named?.tags).toContain('@promise')
      const left = storage === 'memory' ? /@long/ : /@(long|memory)/
      expect(named?.tags.join()).not.toMatch(left)
      const wanted = storage === 'memory' ? /@(memory|both)/ : /@promise/
      expect(named?.tags.join()).toMatch(wanted)
    },
  )
})

// A loop fills a part of the title in.
function hasTitle(titles: string[], title: string): boolean {
  const fixed = title.replaceAll(/\$\{[^}]*\}|%s/g, '…')
  return titles.join(' ').includes(fixed)
}
