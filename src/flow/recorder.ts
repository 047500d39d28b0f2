import type {
  IdentityAnswer,
  IdentityObserver,
  IdentityRequest,
} from '../auth/identity-observer.ts'
import { createStore, type ReadableStore } from '../auth/store.ts'
import type { RequestObserver } from '../http/request-observer.ts'
import { createStepStorage } from './step-storage.ts'
import type { FlowStep, StepKind } from './flow-step.ts'
import { hashVerifier } from './hash-verifier.ts'
import { readClaims } from './read-claims.ts'
import { redact, toField, toFields } from './redact.ts'

/** Writes down what happens, so that it can be looked at; whatever could be used is redacted before it is kept. */
export interface FlowRecorder extends ReadableStore<readonly FlowStep[]> {
  identity: IdentityObserver
  api: RequestObserver
  /** The page was come back to with this authorization response. */
  recordReturn: (fragment: string) => void
  /** Drops every step, here and in storage. */
  forgetAll: () => void
  /** The page was come back to from signing out. */
  recordSignOut: () => void
}

const kept = 60

/** @param tokenStorage where the app keeps its tokens; in memory mode nothing of what came back is stored either */
export function createRecorder(tokenStorage: 'session' | 'memory'): FlowRecorder {
  const storage = createStepStorage(tokenStorage)
  const store = createStore<readonly FlowStep[]>(storage.load())
  let isSigningOut = false

  function put(steps: readonly FlowStep[]): void {
    // Nothing outlives the session: what still happens while the page is left for signing out is not written down.
    if (isSigningOut) return
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

  function recordReturn(fragment: string): void {
    const left = store.getState().findLast(({ kind }) => kind === 'authorization-request')
    record('authorization-response', {
      fields: toFields(new URLSearchParams(fragment)),
      ...(left && { duration: Date.now() - left.at }),
    })
  }

  function onLeave(url: string): void {
    const { origin, pathname, searchParams } = new URL(url)
    record('authorization-request', {
      endpoint: `GET ${origin}${pathname}`,
      fields: toFields(searchParams),
    })
  }

  function onRequest({ method, url, body }: IdentityRequest) {
    // Documents about the identity provider are public, and no step of anybody's flow.
    if (method === 'GET') return () => {}
    const { origin, pathname } = new URL(url)
    const form = new URLSearchParams(body)
    const began = performance.now()
    const step = record('token-request', {
      endpoint: `${method} ${origin}${pathname}`,
      fields: toFields(form),
    })
    const verifier = form.get('code_verifier')
    if (verifier !== null)
      void hashVerifier(verifier).then((hash) => complete(step, { verifierHash: hash }))
    return (answer: IdentityAnswer) => {
      record('token-response', { ...describeAnswer(answer), duration: performance.now() - began })
    }
  }

  const onEvent: IdentityObserver['onEvent'] = ({ eventType, interactionType, error }) => {
    if (eventType === 'msal:logoutStart') {
      isSigningOut = true
      forgetAll()
    }
    if (eventType === 'msal:acquireTokenFailure' && String(interactionType) === 'silent' && error) {
      const code = 'errorCode' in error ? error.errorCode : error.name
      record('silent-failure', { fields: [toField('error', code)] })
    }
  }

  const api: RequestObserver = ({ url, accessToken }) => {
    const began = performance.now()
    const { origin, pathname } = new URL(url, location.origin)
    record('api-request', {
      endpoint: `GET ${origin}${pathname}`,
      fields:
        accessToken === undefined ? [] : [{ name: 'access_token', value: redact(accessToken) }],
    })
    return (answer) => {
      const challenge = answer?.headers.get('WWW-Authenticate')
      record('api-response', {
        duration: performance.now() - began,
        fields: challenge ? [toField('www-authenticate', challenge)] : [],
        ...(answer && { status: answer.status }),
      })
    }
  }

  const recordSignOut = () => void record('end-session-response', { fields: [] })

  const identity = { onLeave, onRequest, onEvent }
  return { ...store, identity, api, recordReturn, recordSignOut, forgetAll }
}

function describeAnswer(answer: IdentityAnswer): Omit<FlowStep, 'kind' | 'at'> {
  const body: Record<string, unknown> =
    typeof answer?.body === 'object' && answer.body !== null ? { ...answer.body } : {}
  const idTokenClaims = readClaims(body['id_token'])
  const accessTokenClaims = readClaims(body['access_token'])
  return {
    fields: toFields(Object.entries(body).map(([name, value]) => [name, String(value)] as const)),
    ...(answer && { status: answer.status }),
    ...(idTokenClaims && { idTokenClaims }),
    ...(accessTokenClaims && { accessTokenClaims }),
  }
}
