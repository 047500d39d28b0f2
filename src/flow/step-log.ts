import { createStore, type ReadableStore } from '../auth/state.ts'
import { storageName } from '../config/app.ts'
import type { FlowStep, StepKind } from './step.ts'

/** The recorded steps, latest last. */
export interface StepLog extends ReadableStore<readonly FlowStep[]> {
  /** Adds a step that happens now. */
  record: (kind: StepKind, step: Omit<FlowStep, 'kind' | 'at'>) => FlowStep
  /** Adds to a recorded step what is known only later. */
  complete: (step: FlowStep, addition: Partial<FlowStep>) => void
  /** Deletes every step, here and in storage. */
  forgetAll: () => void
  /** Deletes every step and ignores any that follow. */
  close: () => void
}

const maxSteps = 60

/**
 * A log that survives a page load, because redirecting to the identity provider is part of the flow.
 * @param tokenStorage where the app keeps its tokens
 * @param hasSession whether there is a session in this tab
 */
export function createStepLog(
  tokenStorage: 'session' | 'memory',
  hasSession: () => boolean,
): StepLog {
  const storage = createStepStorage(tokenStorage === 'memory', hasSession)
  const store = createStore<readonly FlowStep[]>(storage.load())
  let isClosed = false

  function put(steps: readonly FlowStep[]): void {
    if (isClosed) return
    store.set(steps.slice(-maxSteps))
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

interface StepStorage {
  load: () => readonly FlowStep[]
  save: (steps: readonly FlowStep[]) => void
  clear: () => void
}

/**
 * Stores steps in this tab for as long as it has a session. In memory mode only the steps on the way to the identity
 * provider are stored, and only until the browser is back: responses stay in memory, like the tokens.
 */
function createStepStorage(inMemory: boolean, hasSession: () => boolean): StepStorage {
  const mayKeep = ({ kind }: FlowStep) => !inMemory || kindsWithoutAnswer.has(kind)

  function load(): readonly FlowStep[] {
    const steps = readStored()
    if (inMemory) clear()
    return steps
  }

  function save(steps: readonly FlowStep[]): void {
    const last = steps.at(-1)
    // A response can arrive after the session has ended, here or in another tab. It is not stored.
    if (!last || !mayKeep(last) || (!isWayOut(last) && !hasSession())) return
    try {
      sessionStorage.setItem(name, JSON.stringify(steps.filter(mayKeep)))
    } catch {
      // Sign-in reports full or blocked storage.
    }
  }

  return { load, save, clear }
}

const name = storageName('flow')

function readStored(): readonly FlowStep[] {
  try {
    const steps: unknown = JSON.parse(sessionStorage.getItem(name) ?? '[]')
    return Array.isArray(steps) ? steps.filter(isStep) : []
  } catch {
    return []
  }
}

function clear(): void {
  try {
    sessionStorage.removeItem(name)
  } catch {
    // Where storage is blocked, nothing is stored.
  }
}

const kindsWithoutAnswer = new Set<StepKind>(['authorization-request', 'end-session-response'])

function isWayOut({ kind }: FlowStep): boolean {
  return kind === 'authorization-request'
}

// The stored steps may be those of an older version of the app.
function isStep(value: unknown): value is FlowStep {
  if (typeof value !== 'object' || value === null) return false
  return 'kind' in value && 'at' in value && 'fields' in value && Array.isArray(value.fields)
}
