import type {
  IdentityAnswer,
  IdentityObserver,
  IdentityRequest,
} from '../auth/identity-observer.ts'
import type { ReadableStore } from '../auth/store.ts'
import type { RequestObserver } from '../http/request-observer.ts'
import type { FlowStep } from './flow-step.ts'
import { hashVerifier } from './hash-verifier.ts'
import { readClaims } from './read-claims.ts'
import { redact, toField, toFields } from './redact.ts'
import { createStepLog, type StepLog } from './step-log.ts'
import { createFrameWatch } from './frame-watch.ts'

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

/** @param tokenStorage where the app keeps its tokens */
export function createRecorder(tokenStorage: 'session' | 'memory'): FlowRecorder {
  const log = createStepLog(tokenStorage)
  const frames = createFrameWatch(log)

  function recordReturn(fragment: string): void {
    const left = log.getState().findLast(({ kind }) => kind === 'authorization-request')
    log.record('authorization-response', {
      fields: toFields(new URLSearchParams(fragment)),
      ...(left && { duration: Date.now() - left.at }),
    })
  }

  function onLeave(url: string): void {
    const { origin, pathname, searchParams } = new URL(url)
    log.record('authorization-request', {
      endpoint: `GET ${origin}${pathname}`,
      fields: toFields(searchParams),
    })
  }

  function onRequest(request: IdentityRequest) {
    // Documents about the identity provider are public, and no step of anybody's flow.
    if (request.method === 'GET') return () => {}
    const form = new URLSearchParams(request.body)
    frames.onTokenRequest(form)
    return recordTokenRequest(log, request.url, form)
  }

  const onEvent: IdentityObserver['onEvent'] = (event) => {
    // Nothing outlives the session: what still happens while the page is left is not written down.
    if (event.eventType === 'msal:logoutStart') log.close()
    frames.onEvent(event)
  }

  const recordSignOut = () => void log.record('end-session-response', { fields: [] })

  const { getState, subscribe, forgetAll } = log
  const identity = { onLeave, onRequest, onEvent }
  const api = apiObserver(log)
  return { getState, subscribe, identity, api, recordReturn, recordSignOut, forgetAll }
}

/** @returns what to tell of the answer */
function recordTokenRequest(log: StepLog, url: string, form: URLSearchParams) {
  const { origin, pathname } = new URL(url)
  const began = performance.now()
  const step = log.record('token-request', {
    endpoint: `POST ${origin}${pathname}`,
    fields: toFields(form),
  })
  const verifier = form.get('code_verifier')
  if (verifier !== null)
    void hashVerifier(verifier).then((hash) => log.complete(step, { verifierHash: hash }))
  return (answer: IdentityAnswer) => {
    log.record('token-response', { ...describeAnswer(answer), duration: performance.now() - began })
  }
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

function apiObserver(log: StepLog): RequestObserver {
  return ({ url, accessToken }) => {
    const began = performance.now()
    const { origin, pathname } = new URL(url, location.origin)
    log.record('api-request', {
      endpoint: `GET ${origin}${pathname}`,
      fields:
        accessToken === undefined ? [] : [{ name: 'access_token', value: redact(accessToken) }],
    })
    return (answer) => {
      const challenge = answer?.headers.get('WWW-Authenticate')
      log.record('api-response', {
        duration: performance.now() - began,
        fields: challenge ? [toField('www-authenticate', challenge)] : [],
        ...(answer && { status: answer.status }),
      })
    }
  }
}
