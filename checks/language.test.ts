import { readFileSync } from 'node:fs'
import { type ESTree, parseSync, Visitor } from 'vite'
import { describe, expect, it } from 'vitest'
import { filesIn } from './files.ts'

// Plain English, wherever a person reads. These words are not what a colleague would say, or have a term of the field.
const ruledOut: Record<string, RegExp> = {
  'whoever, whatever': /\b(?:who|whom|what|which)(?:so)?ever\b/i,
  'somebody, nobody': /(?<!`)\b(?:some|no)body\b/i,
  'anew (again)': /\banew\b/i,
  'mend (fix)': /\bmend(?:s|ed|ing)?\b/i,
  'words (message)': /\b(?:in|with|no|are|words for|other) words\b(?! (?:of|whose|that))/i,
  'by the letter (exact match)': /\b(?:by|to) the letter\b/i,
  'a way on (a button)': /\bways? on\b/i,
  'if it stays so (if this keeps happening)': /\bstays? so\b/i,
}

/** @returns which of the words are in a text, each with what stands around it */
function findRuledOut(text: string): string[] {
  return Object.entries(ruledOut).flatMap(([name, pattern]) => {
    const match = pattern.exec(text)
    if (match === null) return []
    const around = text.slice(Math.max(0, match.index - 40), match.index + 40)
    return [`${name}: …${around.replaceAll(/\s+/g, ' ')}…`]
  })
}

const isSentence = (text: string) => /\S\s+\S/.test(text)

/** @returns what a person reads in a source: comments, and texts of more than one word */
function textsIn(file: string, source: string): string[] {
  const { program, comments } = parseSync(file, source)
  const texts = comments.map(({ value }) => value)
  const add = (text: string) => texts.push(text)
  new Visitor({
    Literal: ({ value }: { value: unknown }) => void (typeof value === 'string' && add(value)),
    TemplateLiteral: ({ quasis }: ESTree.TemplateLiteral) =>
      void add(quasis.map(({ value }) => value.raw).join('…')),
    JSXText: ({ value }: ESTree.JSXText) => void add(value),
  }).visit(program)
  return texts.filter(isSentence)
}

const sources = filesIn(
  [
    '.',
    'benchmark',
    'checks',
    'command-line',
    'deploy',
    'e2e',
    'local-entra',
    'samples',
    'src',
    'weather-api',
  ],
  /\.tsx?$/,
).filter((file) => file !== 'checks/language.test.ts')
const documents = filesIn(
  ['.', '.github', 'docs', 'deploy', 'local-entra', 'weather-api', 'public'],
  /\.(?:md|html|ya?ml)$/,
)

describe('plain English', () => {
  it.each(documents)('%s', (file) => {
    expect(findRuledOut(readFileSync(file, 'utf8'))).toEqual([])
  })

  it('in comments, messages and test titles of the sources', () => {
    expect(sources.length).toBeGreaterThan(300)
    const found = sources.flatMap((file) =>
      textsIn(file, readFileSync(file, 'utf8'))
        .flatMap(findRuledOut)
        .map((text) => `${file}: ${text}`),
    )
    expect(found).toEqual([])
  })
})

describe('these checks', () => {
  it.each([
    '// Whoever comes back is signed in.\n',
    'const a = "There is nobody here."',
    'const a = `Load ${b} anew`',
    'const a = <p>It ends in words</p>',
    "it('is mended by a reload', () => {})",
  ])('find %j', (source) => {
    expect(textsIn('a.tsx', source).flatMap(findRuledOut)).toHaveLength(1)
  })

  it.each([
    "const who = 'nobody'",
    'const words = title.split(" ")',
    '/** Takes words whose order counts. */ f()',
  ])('accept %j', (source) => {
    expect(textsIn('a.tsx', source).flatMap(findRuledOut)).toEqual([])
  })
})
