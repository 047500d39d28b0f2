import type { EventMessage } from '@azure/msal-browser'
import type { IdentityObserver } from '../auth/identity-observer.ts'
import type { FlowStep } from './flow-step.ts'
import { toField } from './redact.ts'
import type { StepLog } from './step-log.ts'

/** Writes down what can be known of a renewal in a hidden frame: no hook of MSAL shows what passes through the frame. */
export interface FrameWatch {
  onEvent: IdentityObserver['onEvent']
  /** A token request is about to go out; if a frame was waited for, its code is in it. */
  onTokenRequest: (form: URLSearchParams) => void
}

export function createFrameWatch(log: StepLog): FrameWatch {
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

/** The frame that is still waited for. */
function openFrame(steps: readonly FlowStep[]): FlowStep | undefined {
  const last = steps.findLast(({ kind }) => frameKinds.has(kind))
  return last?.kind === 'frame-request' ? last : undefined
}

const frameKinds = new Set(['frame-request', 'frame-response', 'silent-failure'])

// `ssoSilent` goes without an account, which `acquireTokenSilent` cannot.
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
