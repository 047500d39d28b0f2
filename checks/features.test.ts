import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { filesIn } from './files.ts'

/** The names of the features and their API. The layers below receive such texts as data. */
const featureWords = /weather|forecast/i

describe.each(['src/errors', 'src/api', 'src/auth', 'src/http'])('%s', (folder) => {
  const files = filesIn([folder], /^(?!.*\.test\.)/)

  it('names no feature, in its files or their names', () => {
    expect(files).not.toEqual([])
    const named = files.filter((file) => featureWords.test(file + readFileSync(file, 'utf8')))
    expect(named).toEqual([])
  })
})

it('a file that names a feature is found', () => {
  expect(readFileSync('src/forecast/forecast-page.tsx', 'utf8')).toMatch(featureWords)
})
