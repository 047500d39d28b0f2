import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const link = /\[([^\]]+)\]\(((?:checks|deploy|e2e|src)\/[^)]+\.(?:test|spec)\.tsx?)\)/g

/** The tests that a document names, as links from their titles to their files. */
function namedTests(document: string): { title: string; file: string }[] {
  return Array.from(document.matchAll(link), ([, title = '', file = '']) => ({ title, file }))
}

/** Those of which there is no such title in such a file. */
function findMissing(document: string): string[] {
  return namedTests(document)
    .filter(({ title, file }) => !readSource(file).includes(asWords(title)))
    .map(({ title, file }) => `${file}: ${title}`)
}

function readSource(file: string): string {
  try {
    return asWords(readFileSync(file, 'utf8'))
  } catch {
    return ''
  }
}

// Tables and sources break their lines, and escape, each in its own way.
function asWords(text: string): string {
  return text.replace(/\\(?=['`_*])/g, '').replace(/\s+/g, ' ')
}

describe('SECURITY.md', () => {
  const document = readFileSync('SECURITY.md', 'utf8')

  it('names tests that there are', () => {
    expect(namedTests(document).length).toBeGreaterThan(50)
    expect(findMissing(document)).toEqual([])
  })

  it('would be found out if it named one that is not there, or in another file', () => {
    const [first] = namedTests(document)
    const invented = `[a test that nobody wrote](${first?.file})`
    const elsewhere = `[${first?.title}](src/nowhere.test.ts)`
    expect(findMissing(`${invented} ${elsewhere}`)).toHaveLength(2)
  })
})
