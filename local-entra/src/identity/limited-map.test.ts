import { expect, test } from 'vitest'
import { LimitedMap } from './limited-map.ts'

test('a full map drops its oldest entry for a new one', () => {
  const map = new LimitedMap<string, number>(2)
  map.set('a', 1).set('b', 2).set('a', 3).set('c', 4)
  expect([...map]).toEqual([
    ['a', 3],
    ['c', 4],
  ])
})

test('a map has ten thousand entries by default', () => {
  const map = new LimitedMap<number, string>()
  for (let key = 0; key <= 10_000; key++) map.set(key, '')
  expect([map.size, map.has(0), map.has(1)]).toEqual([10_000, false, true])
})
