import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** The words of the features and their API. A floor below them gets what it shows of them as data. */
const featureWords = /weather|forecast/i

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
}

describe.each(['src/errors', 'src/api', 'src/auth', 'src/http'])('%s', (folder) => {
  const files = filesIn(folder).filter((file) => !file.includes('.test.'))

  it('names no feature, neither in its files nor in their names', () => {
    expect(files).not.toEqual([])
    const named = files.filter((file) => featureWords.test(file + readFileSync(file, 'utf8')))
    expect(named).toEqual([])
  })
})

it('a file that names a feature would be found', () => {
  expect(readFileSync('src/forecast/forecast-page.tsx', 'utf8')).toMatch(featureWords)
})
