import { hasSignedOut, readAuthorizationResponse } from '../auth/authorization-response.ts'
import type { SessionEvent, TokenResponse } from '../auth/session-events.ts'
import type { Session } from '../auth/session.ts'
import type { ReadableStore } from '../auth/state.ts'
import type { Config } from '../config/config.ts'
import { readClaims, redact, toField, toFields } from './redact.ts'
import { createStepLog, type StepLog } from './step-log.ts'
import type { FlowStep } from './step.ts'

/** The steps that were recorded in this tab, latest last. */
export type FlowRecording = ReadableStore<readonly FlowStep[]>

const recordings = new WeakMap<object, FlowRecording>()

/** @returns the recording of a session; undefined when there is none */
export function recordingOf(session: Session): FlowRecording | undefined {
  return recordings.get(session)
}

/**
 * Records the events of the session, unless the configuration disables that.
 * @param address the URL of the page load, which may contain an authorization response
 */
export function recordFlow(session: Session, config: Config, address: URL): void {
  if (config.flow === false) return
  const hasSession = () => session.getActiveAccount() !== undefined
  const recorder = createRecorder(config.tokenStorage, hasSession)
  recordings.set(session, recorder)
  session.events.listen(recorder.handle)
  storeWhenQuiet(recorder)
  recorder.recordReturn(address)
  // The steps of an account are deleted with the account.
  let known = session.getAccounts().length
  session.subscribe(() => {
    const { length } = session.getAccounts()
    if (length < known) recorder.forgetAll()
    known = length
  })
}

/** Stores the steps after a second without a new one, or when the page is left: not at each step, where users would wait for it. */
function storeWhenQuiet({ subscribe, save }: FlowRecorder): void {
  let timer = 0
  subscribe(() => {
    clearTimeout(timer)
    timer = window.setTimeout(save, 1_000)
  })
  addEventListener('pagehide', save)
}

/** Records the events of a session as steps, with redacted secrets. */
export interface FlowRecorder extends FlowRecording {
  handle: (event: SessionEvent) => void
  /** Records the authorization or sign-out response in a URL, if there is one. */
  recordReturn: (address: URL) => void
  /** Deletes every step, here and in storage. */
  forgetAll: () => void
  /** Stores the steps for the next page, if they have changed. */
  save: () => void
}

/**
 * Creates a recorder, which starts with the steps stored before the page load.
 * @param tokenStorage where the app keeps its tokens
 * @param hasSession whether there is a session in this tab
 */
export function createRecorder(
  tokenStorage: 'session' | 'memory',
  hasSession: () => boolean,
): FlowRecorder {
  const log = createStepLog(tokenStorage, hasSession)
  const { getState, subscribe, forgetAll, save } = log

  function recordReturn(address: URL): void {
    if (hasSignedOut(address)) log.record('end-session-response', { fields: [] })
    const response = readAuthorizationResponse(address, () => true)
    if (!response) return
    const left = log.getState().findLast(({ kind }) => kind === 'authorization-request')
    log.record('authorization-response', {
      fields: toFields(new URLSearchParams(response.fragment)),
      ...(left && { duration: Date.now() - left.at }),
    })
  }

  const handle = (event: SessionEvent) => record(log, event)
  return { getState, subscribe, forgetAll, save, recordReturn, handle }
}

function record(log: StepLog, event: SessionEvent): void {
  switch (event.kind) {
    case 'leave':
      return recordLeave(log, event.url)
    case 'token-request':
      return recordTokenRequest(log, event)
    case 'api-request':
      return recordApiRequest(log, event)
    case 'frame-request':
      return recordFrame(log, event)
    case 'silent-failure': {
      const fields = [toField('error', event.code)]
      return void log.record('silent-failure', { fields, ...sinceFrame(log) })
    }
    case 'sign-out':
      // No step outlives the session: the redirect to sign out is not recorded.
      return log.close()
  }
}

function recordLeave(log: StepLog, url: string): void {
  const { origin, pathname, searchParams } = new URL(url)
  log.record('authorization-request', {
    endpoint: `GET ${origin}${pathname}`,
    fields: toFields(searchParams),
  })
}

type EventOf<K extends SessionEvent['kind']> = Extract<SessionEvent, { kind: K }>

function recordTokenRequest(log: StepLog, { url, form, response }: EventOf<'token-request'>): void {
  // While a hidden frame is open, the code of a token request came from that frame.
  const code = form.get('code')
  if (code !== null && openFrame(log)) {
    log.record('frame-response', { fields: [toField('code', code)], ...sinceFrame(log) })
  }
  const { origin, pathname } = new URL(url)
  const began = performance.now()
  const step = log.record('token-request', {
    endpoint: `POST ${origin}${pathname}`,
    fields: toFields(form),
  })
  const verifier = form.get('code_verifier')
  if (verifier !== null)
    void hashVerifier(verifier).then((hash) => log.complete(step, { verifierHash: hash }))
  void response.then((given) => {
    const duration = performance.now() - began
    return log.record('token-response', { ...describeResponse(given), duration })
  })
}

/** BASE64URL-ENCODE(SHA256(ASCII(code_verifier))), the S256 challenge of a verifier (RFC 7636 §4.2). */
async function hashVerifier(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  return btoa(String.fromCharCode(...new Uint8Array(digest)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

function describeResponse(response: TokenResponse): Omit<FlowStep, 'kind' | 'at'> {
  const body: Record<string, unknown> =
    typeof response?.body === 'object' && response.body !== null ? { ...response.body } : {}
  const idTokenClaims = readClaims(body['id_token'])
  const accessTokenClaims = readClaims(body['access_token'])
  return {
    fields: toFields(Object.entries(body).map(([name, value]) => [name, String(value)] as const)),
    ...(response && { status: response.status }),
    ...(idTokenClaims && { idTokenClaims }),
    ...(accessTokenClaims && { accessTokenClaims }),
  }
}

function recordApiRequest(log: StepLog, event: EventOf<'api-request'>): void {
  const began = performance.now()
  const { origin, pathname } = new URL(event.url, location.origin)
  const { api } = event
  log.record('api-request', {
    api,
    endpoint: `${event.method} ${origin}${pathname}`,
    fields: [{ name: 'access_token', value: redact(event.accessToken) }],
  })
  void event.response.then((response) =>
    log.record('api-response', {
      api,
      duration: performance.now() - began,
      fields: ['www-authenticate', 'cache-control'].flatMap((name) => {
        const value = response?.headers.get(name)
        return value ? [toField(name, value)] : []
      }),
      ...(response && { status: response.status }),
    }),
  )
}

// The URLs of a hidden frame are not visible to this page.
function recordFrame(log: StepLog, { redirectUri, correlationId }: EventOf<'frame-request'>): void {
  log.record('frame-request', {
    fields: [
      toField('prompt', 'none'),
      ...(redirectUri === undefined ? [] : [toField('redirect_uri', redirectUri)]),
      ...(correlationId ? [toField('client-request-id', correlationId)] : []),
    ],
  })
}

function sinceFrame(log: StepLog): { duration?: number } {
  const frame = openFrame(log)
  return frame ? { duration: Date.now() - frame.at } : {}
}

/** The request of the frame that has not ended yet. */
function openFrame(log: StepLog): FlowStep | undefined {
  const last = log.getState().findLast(({ kind }) => frameKinds.has(kind))
  return last?.kind === 'frame-request' ? last : undefined
}

const frameKinds = new Set(['frame-request', 'frame-response', 'silent-failure'])
