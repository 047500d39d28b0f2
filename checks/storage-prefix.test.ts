import { readFileSync } from 'node:fs'
import { loadEnv } from 'vite'
import { expect, it } from 'vitest'
import { filesIn } from './files.ts'

const { VITE_STORAGE_PREFIX: prefix = '' } = loadEnv('production', process.cwd(), 'VITE_')

/** A literal that begins like the name of an entry in web storage, or of an event. */
const literal = new RegExp(`['"\`]${prefix.replaceAll(/\W/g, String.raw`\$&`)}[.:]\\w`)

// After a rename of the app, a journey with such a literal fails, or passes although it tests nothing.
it('the journeys and the benchmark take the storage prefix from .env', () => {
  const sources = filesIn(['e2e', 'benchmark'], /\.ts$/)
  expect(sources.length).toBeGreaterThan(100)
  expect(sources.filter((file) => literal.test(readFileSync(file, 'utf8')))).toEqual([])
})

it.each([`'${prefix}.session'`, `"${prefix}.app/session"`, `\`${prefix}:error\``])(
  'a literal with the storage prefix is found: %s',
  (text) => {
    expect(literal.test(text)).toBe(true)
  },
)

it.each([`'user@${prefix}.example'`, '`${storagePrefix}.session`', `endpoint: '${prefix}'`])(
  'other texts are not: %s',
  (text) => {
    expect(literal.test(text)).toBe(false)
  },
)
