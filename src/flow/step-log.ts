import { createStore, type ReadableStore } from '../auth/store.ts'
import type { FlowStep, StepKind } from './flow-step.ts'
import { createStepStorage } from './step-storage.ts'

/** The steps that were written down, the latest last. */
export interface StepLog extends ReadableStore<readonly FlowStep[]> {
  /** Writes down a step that happens now. */
  record: (kind: StepKind, step: Omit<FlowStep, 'kind' | 'at'>) => FlowStep
  /** Adds to a step what is known only later. */
  complete: (step: FlowStep, addition: Partial<FlowStep>) => void
  /** Drops every step, here and in storage. */
  forgetAll: () => void
  /** Drops every step, and writes nothing down any more. */
  close: () => void
}

const kept = 60

/** @param tokenStorage where the app keeps its tokens; in memory mode nothing of what came back is stored either */
export function createStepLog(tokenStorage: 'session' | 'memory'): StepLog {
  const storage = createStepStorage(tokenStorage)
  const store = createStore<readonly FlowStep[]>(storage.load())
  let isClosed = false

  function put(steps: readonly FlowStep[]): void {
    if (isClosed) return
    store.set(steps.slice(-kept))
    storage.save(store.getState())
  }

  function record(kind: StepKind, step: Omit<FlowStep, 'kind' | 'at'>): FlowStep {
    const recorded = { kind, at: Date.now(), ...step }
    put([...store.getState(), recorded])
    return recorded
  }

  function complete(step: FlowStep, addition: Partial<FlowStep>): void {
    put(store.getState().map((other) => (other === step ? { ...step, ...addition } : other)))
  }

  function forgetAll(): void {
    storage.clear()
    store.set([])
  }

  function close(): void {
    isClosed = true
    forgetAll()
  }

  return { ...store, record, complete, forgetAll, close }
}
