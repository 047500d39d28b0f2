import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { describe, expect, it } from 'vitest'
import { filesIn } from '../files.ts'
import { evidencePage, isPromise, sectionsIn } from './evidence-page.ts'
import { readTests } from './read-tests.ts'

const files = filesIn(
  ['checks', 'deploy', 'e2e', 'local-entra', 'src', 'weather-api'],
  /\.(?:test|spec)\.tsx?$/,
)
const tests = files.flatMap((file) => readTests(file))
const promises = tests.filter(isPromise)

const standards =
  /^(RFC \d+|ASVS|OpenID Connect (Core|Front-Channel Logout|RP-Initiated Logout) 1\.0|CSP Level 3|Fetch|HTML|Trusted Types|WCAG 2\.2)( §?\d[\d.]*| AA)?$/

describe('the promises', () => {
  it('are many, and every theme has one', () => {
    expect(promises.length).toBeGreaterThan(150)
    for (const folder of ['sign-in', 'session', 'errors', 'pages', 'security'])
      expect(promises.some(({ file }) => file.includes(`/journeys/${folder}/`))).toBe(true)
  })

  it('are listed in docs/evidence.md as the tests state them: npm run docs', async () => {
    const page = join(import.meta.dirname, '../../docs/evidence.md')
    const options = await resolveConfig(page)
    const text = await format(evidencePage(promises), { ...options, parser: 'markdown' })
    await expect(text).toMatchFileSnapshot(page)
  })

  it('cite sections of known standards, and only in tests that prove a promise', () => {
    const cited = tests.flatMap(({ requirements }) => requirements).flatMap(sectionsIn)
    expect(cited.filter((section) => !standards.test(section))).toEqual([])
    expect(tests.filter((test) => test.requirements.length > 0 && !isPromise(test))).toEqual([])
  })

  it('use the tags that playwright.config.ts selects by', () => {
    const known = ['@promise', '@memory', '@both', '@long', 'promise']
    expect(tests.flatMap(({ tags }) => tags).filter((tag) => !known.includes(tag))).toEqual([])
    const strays = tests.filter((test) => test.tags.length > 0 && !isPromise(test))
    expect(strays).toEqual([])
  })
})

describe('reading tests', () => {
  it('finds titles, tags and requirements of both test runners', () => {
    const source = `
      test.describe('a group', { tag: '@promise' }, () => {
        test('one', { tag: ['@memory'], annotation: { type: 'requirement', description: 'RFC 1 §2' } }, () => {
          test.step('no test', () => {})
        })
      })
      it.each(cases)('two of %s', { tags: 'promise', meta: { requirement: 'ASVS 1.2' } }, () => {})
      test(\`three \${name}\`, { annotation: { type: 'client', description: 'a: b' } }, () => {})
      test('four', { meta: { client: 'c: d, e' } }, () => {})`
    const file = 'x.spec.ts'
    const empty = { file, tags: [], requirements: [], fidelity: [], clients: [] }
    expect(readTests(file, source)).toEqual([
      {
        file,
        titles: ['a group', 'one'],
        tags: ['@promise', '@memory'],
        requirements: ['RFC 1 §2'],
        fidelity: [],
        clients: [],
      },
      { ...empty, titles: ['two of …'], tags: ['promise'], requirements: ['ASVS 1.2'] },
      { ...empty, titles: ['three …'], clients: ['a: b'] },
      { ...empty, titles: ['four'], clients: ['c: d, e'] },
    ])
  })

  it('refuses a source that it cannot read', () => {
    expect(() => readTests('x.spec.ts', 'test(')).toThrow('x.spec.ts')
  })

  it.each([
    ['RFC 6749 §3.1, §4.1.2; ASVS 10.2.1', ['RFC 6749 §3.1', 'RFC 6749 §4.1.2', 'ASVS 10.2.1']],
    ['RFC 6750 §3', ['RFC 6750 §3']],
    ['ASVS 3.4.2, 3.5.1', ['ASVS 3.4.2', 'ASVS 3.5.1']],
    ['WCAG 2.2 AA', ['WCAG 2.2 AA']],
  ])('splits %s into single sections', (requirement, sections) => {
    expect(sectionsIn(requirement)).toEqual(sections)
  })
})
