import { forget, recall, remember } from '../auth/tab-storage.ts'
import type { FlowStep, StepKind } from './flow-step.ts'

/** Where steps outlive the page: leaving for the identity provider is a part of the flow. */
export interface StepStorage {
  load: () => readonly FlowStep[]
  save: (steps: readonly FlowStep[]) => void
  clear: () => void
}

/**
 * Keeps steps in this tab's storage as long as there is a session in it. In memory mode only the way out is stored, until
 * the page is back: what the identity provider answered stays in memory, like the tokens.
 */
export function createStepStorage(tokenStorage: 'session' | 'memory'): StepStorage {
  const inMemory = tokenStorage === 'memory'
  const mayKeep = ({ kind }: FlowStep) => !inMemory || kindsWithoutAnswer.has(kind)

  function load(): readonly FlowStep[] {
    const steps = (recall('flow') ?? []).filter(isStep)
    if (inMemory) forget('flow')
    return steps
  }

  function save(steps: readonly FlowStep[]): void {
    const last = steps.at(-1)
    // After the session has ended, here or in another tab, an answer that was still on its way is not kept.
    if (!last || !mayKeep(last) || (!isWayOut(last) && !recall('session'))) return
    try {
      remember('flow', steps.filter(mayKeep))
    } catch {
      // A full or blocked storage is said where it matters, at sign-in.
    }
  }

  return { load, save, clear: () => forget('flow') }
}

const kindsWithoutAnswer = new Set<StepKind>(['authorization-request', 'end-session-response'])

function isWayOut({ kind }: FlowStep): boolean {
  return kind === 'authorization-request'
}

// Only this module writes it, but an older version of the app may have.
function isStep(value: unknown): value is FlowStep {
  if (typeof value !== 'object' || value === null) return false
  return 'kind' in value && 'at' in value && 'fields' in value && Array.isArray(value.fields)
}
