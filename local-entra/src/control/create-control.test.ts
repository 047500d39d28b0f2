import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createUndoList } from './create-control.ts'

test('assignments are undone in any order, each once', () => {
  const change = fc.record({ a: fc.nat(), b: fc.nat() }, { requiredKeys: [] })
  const changes = fc.array(fc.tuple(change, fc.nat()), { maxLength: 6 })
  fc.assert(
    fc.property(changes, (list) => {
      const target = { a: -1, b: -2 }
      const { assign } = createUndoList()
      const made = list.map(([values, order]) => ({ order, undo: assign(target, values) }))
      for (const { undo } of made.toSorted((one, other) => one.order - other.order)) {
        undo()
        undo()
      }
      expect(target).toEqual({ a: -1, b: -2 })
    }),
  )
})

test('the last assignment stays until it is undone', () => {
  const target = { isDisabled: false }
  const { assign, undoAll } = createUndoList()
  const undo = assign(target, { isDisabled: true })
  assign(target, { isDisabled: true })
  undo()
  expect(target.isDisabled).toBe(true)
  undoAll()
  expect(target.isDisabled).toBe(false)
})
