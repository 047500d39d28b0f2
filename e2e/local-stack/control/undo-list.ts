import type { Undo } from './control.ts'

/** Remembers how to take back what was done, so that nothing can be forgotten. */
export interface UndoList {
  /** Remembers one way back. The function that comes back goes it, once. */
  undoable: (undo: Undo) => Undo
  /** Sets members of an object, to be set back later. */
  assign: <T extends object>(target: T, values: Partial<T>) => Undo
  undoAll: () => void
}

export function createUndoList(): UndoList {
  const pending = new Set<Undo>()
  const undoable = (undo: Undo): Undo => {
    const once = () => {
      if (pending.delete(once)) undo()
    }
    pending.add(once)
    return once
  }
  return {
    undoable,
    assign: (target, values) => {
      const before = { ...target }
      Object.assign(target, values)
      const names = Object.keys(values) as (keyof typeof target)[]
      return undoable(() => {
        for (const name of names) target[name] = before[name]
      })
    },
    undoAll: () => {
      for (const undo of [...pending].toReversed()) undo()
    },
  }
}
