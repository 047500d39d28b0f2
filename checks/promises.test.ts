import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { promisedIn, readPromises } from '../e2e/support/promises.ts'

const link =
  /\[([^\]]+)\]\((?:\.\.\/)?((?:benchmark|checks|deploy|e2e|local-entra|src|weather-api)\/[^)\s]+\.(?:test|spec)\.tsx?)/g

/** The tests that a document names, as links from their titles to their files. */
function namedTests(document: string): { title: string; file: string }[] {
  return Array.from(document.matchAll(link), ([, title = '', file = '']) => ({ title, file }))
}

/** Those of which there is no such title in such a file. */
function findMissing(document: string): string[] {
  return namedTests(document)
    .filter(({ title, file }) => !readSource(file).includes(normalized(title)))
    .map(({ title, file }) => `${file}: ${title}`)
}

function readSource(file: string): string {
  try {
    return normalized(readFileSync(file, 'utf8'))
  } catch {
    return ''
  }
}

// Tables and sources break their lines, and escape, each in its own way. A title may be filled in from data.
function normalized(text: string): string {
  return text.replace(/\\(?=['`_*])/g, '').replace(/\s+/g, ' ')
}

describe.each([
  ['SECURITY.md', 50],
  ['docs/promises.md', 50],
])('%s', (name, least) => {
  const document = readFileSync(name, 'utf8')

  it('names tests that exist', () => {
    expect(namedTests(document).length).toBeGreaterThan(least)
    expect(findMissing(document)).toEqual([])
  })

  it('would be found out if it named a test that does not exist, or in another file', () => {
    const [first] = namedTests(document)
    const invented = `[a test that was never written](${first?.file})`
    const elsewhere = `[${first?.title}](src/nowhere.test.ts)`
    expect(findMissing(`${invented} ${elsewhere}`)).toHaveLength(2)
  })
})

describe('npm test', () => {
  const promises = readPromises()
  const selected = promises.flatMap(({ runs, ...journey }) => {
    if (runs === 'long') return []
    const modes = runs === 'both' ? (['session', 'memory'] as const) : [runs]
    return modes.map((mode) => ({ ...journey, mode }))
  })

  it.each(selected)('runs with tokens in $mode: $title', ({ mode, file, title }) => {
    expect(`${mode} ${file} ${title}`).toMatch(promisedIn(mode))
  })

  it('leaves to npm run test:all what its link calls long', () => {
    const long = promises.filter(({ runs }) => runs === 'long')
    expect(long.length).toBeGreaterThan(0)
    for (const { file, title } of long)
      expect(`session ${file} ${title}`).not.toMatch(promisedIn('session'))
  })

  it('leaves a journey that proves no promise to npm run test:all', () => {
    const [first] = promises
    expect(`session ${first?.file} a journey of no promise`).not.toMatch(promisedIn('session'))
  })
})
