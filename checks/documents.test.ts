import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesIn } from './files.ts'

const documents = filesIn(
  ['.', '.github', 'docs', 'deploy', 'local-entra', 'weather-api', 'benchmark', 'e2e', 'samples'],
  /\.md$/,
)
const read = (file: string) => readFileSync(file, 'utf8').replaceAll('\r\n', '\n')

/** A document without its code, in which a link or a heading is none. */
function proseOf(text: string): string {
  return text
    .replaceAll(/^```[\s\S]*?^```/gm, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]]/g, ''))
}

/** @returns the anchors that GitHub gives to the headings of a document */
function anchorsOf(text: string): string[] {
  const headings = [...proseOf(text).matchAll(/^#+ +(.+)$/gm)].map(([, title = '']) => title)
  return headings.map((title) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  )
}

/** @returns the links of a document that lead nowhere: to no file, or to no heading */
function deadLinks(file: string, text: string): string[] {
  const links = [...proseOf(text).matchAll(/\]\(([^)\s]+)|(?:src|srcset|href)="([^"]+)"/g)]
  const targets = links.map(([, link, source]) => link ?? source ?? '')
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false
    const [path = '', anchor] = target.split('#')
    const linked = path === '' ? file : join(dirname(file), path)
    if (!existsSync(linked)) return true
    if (anchor === undefined) return false
    return !anchorsOf(path === '' ? text : read(linked)).includes(anchor)
  })
}

const wideRows = (text: string) =>
  text.split('\n').filter((line) => /^\s*\|/.test(line) && line.length > 160)

describe('the README', () => {
  const readme = read('README.md')

  it('has at most 120 lines of 160 characters, and 1 000 words', () => {
    expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(120)
    expect(readme.split('\n').filter((line) => line.length > 160)).toEqual([])
    expect(readme.split(/\s+/).length).toBeLessThanOrEqual(1_000)
  })

  it('links every page of docs that is not reached from another one', () => {
    const pages = readdirSync('docs').filter((name) => name.endsWith('.md'))
    const all = documents
      .filter((file) => !file.startsWith('docs/evidence'))
      .map(read)
      .join('\n')
    expect(pages.filter((name) => !all.includes(`${name})`) && !all.includes(`${name}#`))).toEqual(
      [],
    )
  })
})

describe.each(documents)('%s', (file) => {
  const text = read(file)

  it('has no dead link', () => {
    expect(deadLinks(file, text)).toEqual([])
  })

  it('has no table that is wider than 160 characters', () => {
    expect(wideRows(text)).toEqual([])
  })
})

describe('these checks', () => {
  it('find a link to no file, to no heading, and an image that is missing', () => {
    const text =
      '# A title: `x`\n[a](nowhere.md) [b](#b) [c](README.md#nothing) <img src="no.png" />'
    expect(deadLinks('README.md', text)).toEqual([
      'nowhere.md',
      '#b',
      'README.md#nothing',
      'no.png',
    ])
    expect(
      deadLinks('README.md', `${text}\n[d](#a-title-x) [e](https://a.example) \`[f](g)\``),
    ).toHaveLength(4)
  })

  it('find a wide table', () => {
    expect(wideRows(`| ${'a'.repeat(160)} |`)).toHaveLength(1)
  })
})
