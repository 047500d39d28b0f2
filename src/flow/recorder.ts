import type { EventMessage } from '@azure/msal-browser'
import type {
  IdentityAnswer,
  IdentityObserver,
  IdentityRequest,
} from '../auth/identity-observer.ts'
import type { ReadableStore } from '../auth/store.ts'
import type { RequestObserver } from '../http/request-observer.ts'
import { readClaims, redact, toField, toFields } from './redact.ts'
import { createStepLog, type StepLog } from './step-log.ts'
import type { FlowStep } from './step.ts'

/** Records what happens in this tab. Secrets are redacted before a step is kept. */
export interface FlowRecorder extends ReadableStore<readonly FlowStep[]> {
  identity: IdentityObserver
  api: RequestObserver
  /** Records the authorization response that the browser came back with. */
  recordReturn: (fragment: string) => void
  /** Deletes every step, here and in storage. */
  forgetAll: () => void
  /** Records that the browser came back from signing out. */
  recordSignOut: () => void
}

/**
 * Creates the recorder of this tab, with the steps that were stored before the page was loaded.
 * @param tokenStorage where the app keeps its tokens
 */
export function createRecorder(tokenStorage: 'session' | 'memory'): FlowRecorder {
  const log = createStepLog(tokenStorage)
  const frames = watchFrames(log)

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
    // A GET fetches public metadata, which is not part of a flow.
    if (request.method === 'GET') return () => {}
    const form = new URLSearchParams(request.body)
    frames.onTokenRequest(form)
    return recordTokenRequest(log, request.url, form)
  }

  const onEvent: IdentityObserver['onEvent'] = (event) => {
    // No step outlives the session, so what happens while the browser leaves to sign out is not recorded.
    if (event.eventType === 'msal:logoutStart') log.close()
    frames.onEvent(event)
  }

  const recordSignOut = () => void log.record('end-session-response', { fields: [] })

  const { getState, subscribe, forgetAll } = log
  const identity = { onLeave, onRequest, onEvent }
  const api = apiObserver(log)
  return { getState, subscribe, identity, api, recordReturn, recordSignOut, forgetAll }
}

/** @returns a function that records the response */
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

/** BASE64URL-ENCODE(SHA256(ASCII(code_verifier))), the S256 challenge of a verifier (RFC 7636 §4.2). */
async function hashVerifier(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  return btoa(String.fromCharCode(...new Uint8Array(digest)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
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

interface FrameWatch {
  onEvent: IdentityObserver['onEvent']
  /** Call it before a token request is sent: while a hidden frame is open, the code in the request came through it. */
  onTokenRequest: (form: URLSearchParams) => void
}

/** Infers the steps of a renewal in a hidden frame from MSAL's events: no hook shows the frame's own request or response. */
function watchFrames(log: StepLog): FrameWatch {
  const onEvent: IdentityObserver['onEvent'] = (event) => {
    if (String(event.interactionType) !== 'silent') return
    if (event.eventType === 'msal:acquireTokenStart' && isForFrame(event)) {
      log.record('frame-request', { fields: fieldsOf(event) })
    }
    if (event.eventType === 'msal:acquireTokenFailure' && event.error) {
      const { error } = event
      const code = 'errorCode' in error ? error.errorCode : error.name
      log.record('silent-failure', { fields: [toField('error', code)], ...sinceFrame() })
    }
  }

  function onTokenRequest(form: URLSearchParams): void {
    const code = form.get('code')
    if (code !== null && openFrame(log.getState()))
      log.record('frame-response', { fields: [toField('code', code)], ...sinceFrame() })
  }

  function sinceFrame(): { duration?: number } {
    const frame = openFrame(log.getState())
    return frame ? { duration: Date.now() - frame.at } : {}
  }

  return { onEvent, onTokenRequest }
}

/** The request of the frame that has not ended yet. */
function openFrame(steps: readonly FlowStep[]): FlowStep | undefined {
  const last = steps.findLast(({ kind }) => frameKinds.has(kind))
  return last?.kind === 'frame-request' ? last : undefined
}

const frameKinds = new Set(['frame-request', 'frame-response', 'silent-failure'])

// The app calls `ssoSilent` without an account; `acquireTokenSilent` requires one.
function isForFrame({ payload }: EventMessage): boolean {
  return payload !== null && !('account' in payload)
}

function fieldsOf({ payload, correlationId }: EventMessage) {
  const redirectUri = payload && 'redirectUri' in payload ? payload.redirectUri : undefined
  return [
    toField('prompt', 'none'),
    ...(redirectUri === undefined ? [] : [toField('redirect_uri', redirectUri)]),
    ...(correlationId ? [toField('client-request-id', correlationId)] : []),
  ]
}
