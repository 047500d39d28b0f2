import { createStore, type ReadableStore } from '../auth/state.ts'
import { storageName } from '../config/app.ts'
import type { FlowStep, StepKind } from './step.ts'

/** The recorded steps, latest last. */
export interface StepLog extends ReadableStore<readonly FlowStep[]> {
  /** Adds a step with the current time. */
  record: (kind: StepKind, step: Omit<FlowStep, 'kind' | 'at'>) => FlowStep
  /** Adds properties to a recorded step. */
  complete: (step: FlowStep, addition: Partial<FlowStep>) => void
  /** Deletes every step, here and in storage. */
  forgetAll: () => void
  /** Deletes every step and ignores any that follow. */
  close: () => void
  /** Stores the steps for the next page, if they have changed. */
  save: () => void
}

const maxSteps = 60

/**
 * A log that survives a page load, because the redirect to the identity provider is part of the flow.
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
  let isSaved = true

  function put(steps: readonly FlowStep[]): void {
    if (isClosed) return
    store.set(steps.slice(-maxSteps))
    isSaved = false
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

  function save(): void {
    if (isSaved) return
    storage.save(store.getState())
    isSaved = true
  }

  return { ...store, record, complete, forgetAll, close, save }
}

interface StepStorage {
  load: () => readonly FlowStep[]
  save: (steps: readonly FlowStep[]) => void
  clear: () => void
}

/**
 * Stores steps in session storage while the tab has a session. In memory mode, stores only the steps that lead to the
 * identity provider, until the browser is back: like the tokens, responses stay in memory.
 */
function createStepStorage(inMemory: boolean, hasSession: () => boolean): StepStorage {
  const mayKeep = ({ kind }: FlowStep) => !inMemory || kindsWithoutResponse.has(kind)

  function load(): readonly FlowStep[] {
    const steps = readStored()
    if (inMemory) clear()
    return steps
  }

  function save(steps: readonly FlowStep[]): void {
    const last = steps.at(-1)
    // Does not store a response that arrived after the session had ended, here or in another tab.
    if (!last || !mayKeep(last) || (!isAuthorizationRequest(last) && !hasSession())) return
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
    // If storage is blocked, nothing was stored.
  }
}

const kindsWithoutResponse = new Set<StepKind>(['authorization-request', 'end-session-response'])

function isAuthorizationRequest({ kind }: FlowStep): boolean {
  return kind === 'authorization-request'
}

// An older version of the app may have stored the steps.
function isStep(value: unknown): value is FlowStep {
  if (typeof value !== 'object' || value === null) return false
  return 'kind' in value && 'at' in value && 'fields' in value && Array.isArray(value.fields)
}
