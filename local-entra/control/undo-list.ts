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
  const assignments = createAssignments()
  const undoable = (undo: Undo): Undo => {
    const once = () => {
      if (pending.delete(once)) undo()
    }
    pending.add(once)
    return once
  }
  return {
    undoable,
    assign: (target, values) => undoable(assignments.make(target, values)),
    undoAll: () => {
      for (const undo of [...pending].toReversed()) undo()
    },
  }
}

/** Members that were set, each with what it was before; taken back in any order. */
function createAssignments() {
  const made: { target: object; before: Record<string, unknown> }[] = []

  function make<T extends object>(target: T, values: Partial<T>): Undo {
    const names = Object.keys(values) as (keyof T & string)[]
    const assignment = {
      target,
      before: Object.fromEntries(names.map((name) => [name, target[name]])),
    }
    made.push(assignment)
    Object.assign(target, values)
    return () => {
      const later = made.splice(made.indexOf(assignment)).slice(1)
      made.push(...later)
      for (const [name, value] of Object.entries(assignment.before)) {
        // What was set since stays, and goes back to what was before this.
        const next = later.find((one) => one.target === target && name in one.before)
        Object.assign(next?.before ?? target, { [name]: value })
      }
    }
  }

  return { make }
}
