import type { Field, FlowStep, StepKind } from './flow-step.ts'
import * as refer from './references.ts'
import { type Reference, rfc } from './references.ts'

/** The three that talk, in the order in which they stand in the picture. */
export const parties = ['identity-provider', 'browser', 'api'] as const
export type Party = (typeof parties)[number]

export interface StepDescription {
  title: string
  /** A word or two, to write on the arrow. */
  label: string
  from: Party
  to: Party
  /** What happens and why. */
  text: string
  reference: Reference
  hasFailed: boolean
}

/** A step in words. */
export function describeStep(step: FlowStep): StepDescription {
  const error = textOf(step, 'error')
  const hasFailed = error !== undefined || hasFailedByStatus(step)
  return { ...descriptions[step.kind](step, error), hasFailed }
}

type Describe = (step: FlowStep, error: string | undefined) => Omit<StepDescription, 'hasFailed'>

const descriptions: Readonly<Record<StepKind, Describe>> = {
  'authorization-request': () => ({
    title: 'Authorization request',
    label: 'authorize',
    from: 'browser',
    to: 'identity-provider',
    text: 'The browser leaves for the identity provider and asks for a code. It sends along the hash of a fresh secret; the secret stays here.',
    reference: rfc(6749, '4.1.1'),
  }),
  'authorization-response': (_, error) => ({
    title: error === undefined ? 'Authorization response' : 'Authorization error',
    label: error ?? 'code',
    from: 'identity-provider',
    to: 'browser',
    text:
      error === undefined
        ? 'The person has signed in and the browser comes back with a code. The address was cleaned before anything else happened.'
        : 'The identity provider sends the browser back without a code, and says why.',
    reference: rfc(6749, error === undefined ? '4.1.2' : '4.1.2.1'),
  }),
  'token-request': (step) => {
    const isRefresh = textOf(step, 'grant_type') === 'refresh_token'
    return {
      title: isRefresh ? 'Refresh request' : 'Token request',
      label: isRefresh ? 'refresh token' : 'code + verifier',
      from: 'browser',
      to: 'identity-provider',
      text: isRefresh
        ? 'The access token is about to expire, or was refused. The refresh token gets a new one, and nobody has to do anything.'
        : 'The code is exchanged for tokens. The verifier proves that it is the same browser that asked: a stolen code is worth nothing without it.',
      reference: isRefresh ? rfc(6749, '6') : rfc(6749, '4.1.3'),
    }
  },
  'token-response': ({ status }, error) => ({
    title: error === undefined && status !== undefined ? 'Token response' : 'Token error',
    label: error ?? (status === undefined ? 'no answer' : 'tokens'),
    from: 'identity-provider',
    to: 'browser',
    text:
      error === undefined
        ? 'An ID token that says who signed in, an access token for the API, and a refresh token for later.'
        : 'There are no tokens this time.',
    reference: rfc(6749, error === undefined ? '5.1' : '5.2'),
  }),
  'silent-failure': (_, error) => ({
    title: 'Silent renewal failed',
    label: error ?? 'failed',
    from: 'identity-provider',
    to: 'browser',
    text: 'No new tokens could be had without the person. The app decides what to do next.',
    reference: refer.authenticationRequest,
  }),
  'api-request': () => ({
    title: 'API request',
    label: 'bearer',
    from: 'browser',
    to: 'api',
    text: 'The access token goes to the protected API, in the header made for it, and nowhere else.',
    reference: rfc(6750, '2.1'),
  }),
  'api-response': ({ status }) => ({
    title: 'API response',
    label: status === undefined ? 'no answer' : String(status),
    from: 'api',
    to: 'browser',
    text: apiWords(status),
    reference: status === 401 || status === 403 ? rfc(6750, '3.1') : rfc(9110, '15'),
  }),
  'end-session-response': () => ({
    title: 'Back from signing out',
    label: 'signed out',
    from: 'identity-provider',
    to: 'browser',
    text: 'A session before this one was ended: first in every tab, then at the identity provider, which sent the browser back here. The steps of that session went with it.',
    reference: refer.logout,
  }),
}

function apiWords(status: number | undefined): string {
  if (status === undefined) return 'No answer came.'
  if (status === 401) return 'The API does not accept this access token.'
  if (status === 403) return 'The API accepts the access token, but it lacks the permission.'
  if (status >= 400) return 'The API could not answer.'
  return 'The API has checked signature, issuer, audience, expiry and scope of the access token before it answered.'
}

function hasFailedByStatus({ kind, status }: FlowStep): boolean {
  const isAnswer = kind === 'token-response' || kind === 'api-response'
  return isAnswer && (status === undefined || status >= 400)
}

/** The value of a field that was not redacted. */
export function textOf({ fields }: { fields: Field[] }, name: string): string | undefined {
  const value = fields.find((field) => field.name === name)?.value
  return typeof value === 'string' ? value : undefined
}
