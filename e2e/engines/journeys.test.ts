import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const journeys = readFileSync(new URL('journeys.ts', import.meta.url), 'utf8')
const document = readFileSync('docs/engines.md', 'utf8')
const titles = [...journeys.matchAll(/^test\('([^']+)'/gm)].map(([, title = '']) => title)

test('there are at most fifteen journeys for engines, and docs/engines.md has the result of each', () => {
  expect(titles.length).toBeGreaterThan(10)
  expect(titles.length).toBeLessThanOrEqual(15)
  expect(titles.filter((title) => !document.includes(`| ${title} `))).toEqual([])
})
