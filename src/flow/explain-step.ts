import * as refer from './references.ts'
import { type Reference, rfc } from './references.ts'
import { type FlowStep, type StepKind, textOf } from './step.ts'

/** The columns of the sequence diagram, from left to right. */
export const parties = ['identity-provider', 'browser', 'api'] as const
export type Party = (typeof parties)[number]

export interface StepExplanation {
  title: string
  /** One to three words for the arrow. */
  label: string
  from: Party
  to: Party
  /** What happens and why. */
  text: string
  reference: Reference
}

export function explainStep(step: FlowStep): StepExplanation & { hasFailed: boolean } {
  const error = textOf(step, 'error')
  const hasFailed = error !== undefined || hasFailedByStatus(step)
  return { ...explanations[step.kind](step, error), hasFailed }
}

/** Whether a step can be shown. An older version of the app may have stored it. */
export function isKnown({ kind, at }: FlowStep): boolean {
  return Object.hasOwn(explanations, kind) && !Number.isNaN(new Date(at).getTime())
}

function hasFailedByStatus({ kind, status }: FlowStep): boolean {
  const isAnswer = kind === 'token-response' || kind === 'api-response'
  return isAnswer && (status === undefined || status >= 400)
}

/** `error` is the error code that came with the step, if any. */
type Explain = (step: FlowStep, error: string | undefined) => StepExplanation

const toProvider = { from: 'browser', to: 'identity-provider' } as const
const fromProvider = { from: 'identity-provider', to: 'browser' } as const

const explanations: Readonly<Record<StepKind, Explain>> = {
  'authorization-request': () => ({
    ...toProvider,
    title: 'Authorization request',
    label: 'authorize',
    text: 'The app redirects the browser to the identity provider and asks for a code. It sends the hash of a new random secret; the secret itself stays in the browser.',
    reference: rfc(6749, '4.1.1'),
  }),
  'authorization-response': (_, error) =>
    error === undefined
      ? {
          ...fromProvider,
          title: 'Authorization response',
          label: 'code',
          text: 'The user has signed in, and the identity provider redirects the browser back with a code. The time shown is how long the browser was away. The app removes the code from the address before it does anything else.',
          reference: rfc(6749, '4.1.2'),
        }
      : {
          ...fromProvider,
          title: 'Authorization error',
          label: error,
          text: 'The identity provider redirects the browser back without a code and says why.',
          reference: rfc(6749, '4.1.2.1'),
        },
  'frame-request': () => ({
    ...toProvider,
    title: 'Hidden authorization request',
    label: 'authorize, hidden',
    text: 'The same request, but in a hidden frame: with a session at the identity provider, the user does not need to see a page. MSAL does not expose the parameters that it adds in the frame.',
    reference: refer.authenticationRequest,
  }),
  'frame-response': () => ({
    ...fromProvider,
    title: 'Hidden authorization response',
    label: 'code',
    text: 'The user has a session at the identity provider, so the identity provider redirected the frame back with a code.',
    reference: rfc(6749, '4.1.2'),
  }),
  'token-request': (step) => ({
    ...toProvider,
    ...explainTokenRequest(textOf(step, 'grant_type')),
  }),
  'token-response': ({ status }, error) =>
    error === undefined && status !== undefined
      ? {
          ...fromProvider,
          title: 'Token response',
          label: 'tokens',
          text: 'An ID token that says who signed in, an access token for the API, and a refresh token to get new ones.',
          reference: rfc(6749, '5.1'),
        }
      : {
          ...fromProvider,
          title: 'Token error',
          label: error ?? 'no response',
          text: 'The app received no tokens.',
          reference: rfc(6749, '5.2'),
        },
  'silent-failure': (_, error) => ({
    ...fromProvider,
    title: 'Silent renewal failed',
    label: error ?? 'failed',
    text: 'The app could not get new tokens this way. After the refresh token it tries a hidden frame; after the frame it asks the user to sign in.',
    reference: refer.authenticationError,
  }),
  'api-request': () => ({
    from: 'browser',
    to: 'api',
    title: 'API request',
    label: 'bearer',
    text: 'The app sends the access token to the protected API, and only there, in the Authorization header.',
    reference: rfc(6750, '2.1'),
  }),
  'api-response': ({ status }) => ({
    from: 'api',
    to: 'browser',
    title: 'API response',
    label: status === undefined ? 'no response' : String(status),
    text: explainApiStatus(status),
    reference: status === 401 || status === 403 ? rfc(6750, '3.1') : rfc(9110, '15'),
  }),
  'end-session-response': () => ({
    ...fromProvider,
    title: 'Back from signing out',
    label: 'signed out',
    text: 'The previous session has ended: first in every tab, then at the identity provider, which redirected the browser back here. The steps of that session are deleted.',
    reference: refer.logout,
  }),
}

function explainTokenRequest(grantType: string | undefined) {
  if (grantType === 'refresh_token')
    return {
      title: 'Refresh request',
      label: 'refresh token',
      text: 'The access token is about to expire or was rejected. The app gets a new one with the refresh token, without involving the user.',
      reference: rfc(6749, '6'),
    }
  if (grantType === undefined)
    return {
      title: 'Empty token request',
      label: 'empty request',
      text: 'The hidden frame got no response, so the app sends an empty request to find out why. If any response arrives, the browser blocks the frame; if none does, the identity provider is down.',
      reference: rfc(6749, '5.2'),
    }
  return {
    title: 'Token request',
    label: 'code + verifier',
    text: 'The app exchanges the code for tokens. The verifier proves that the same browser requested the code: without it, a stolen code is useless.',
    reference: rfc(6749, '4.1.3'),
  }
}

function explainApiStatus(status: number | undefined): string {
  if (status === undefined) return 'The API did not respond.'
  if (status === 401) return 'The API rejected this access token.'
  if (status === 403) return 'The API accepts the access token, but the token lacks the permission.'
  if (status >= 400) return 'The API could not handle the request.'
  return 'Before it responded, the API checked the signature, issuer, audience, expiry and scope of the access token.'
}
