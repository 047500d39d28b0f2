import { type FlowStep, type StepKind, textOf } from './flow-step.ts'
import * as refer from './references.ts'
import { type Reference, rfc } from './references.ts'

/** The three that talk, in the order in which they stand in the picture. */
export const parties = ['identity-provider', 'browser', 'api'] as const
export type Party = (typeof parties)[number]

export interface StepWords {
  title: string
  /** A word or two, to write on the arrow. */
  label: string
  from: Party
  to: Party
  /** What happens and why. */
  text: string
  reference: Reference
}

/** @param error the error code that came with the step, if one did */
export function wordsFor(step: FlowStep, error: string | undefined): StepWords {
  return words[step.kind](step, error)
}

type Describe = (step: FlowStep, error: string | undefined) => StepWords

const toProvider = { from: 'browser', to: 'identity-provider' } as const
const fromProvider = { from: 'identity-provider', to: 'browser' } as const

const words: Readonly<Record<StepKind, Describe>> = {
  'authorization-request': () => ({
    ...toProvider,
    title: 'Authorization request',
    label: 'authorize',
    text: 'The browser leaves for the identity provider and asks for a code. It sends along the hash of a fresh secret; the secret stays here.',
    reference: rfc(6749, '4.1.1'),
  }),
  'authorization-response': (_, error) =>
    error === undefined
      ? {
          ...fromProvider,
          title: 'Authorization response',
          label: 'code',
          text: 'The person has signed in and the browser comes back with a code; the time is from leaving to coming back. The address was cleaned before anything else happened.',
          reference: rfc(6749, '4.1.2'),
        }
      : {
          ...fromProvider,
          title: 'Authorization error',
          label: error,
          text: 'The identity provider sends the browser back without a code, and says why.',
          reference: rfc(6749, '4.1.2.1'),
        },
  'frame-request': () => ({
    ...toProvider,
    title: 'Hidden authorization request',
    label: 'authorize, hidden',
    text: 'The same request once more, in a frame that nobody sees: whoever has a session at the identity provider needs no page for it. What MSAL adds inside the frame, it shows to no one.',
    reference: refer.authenticationRequest,
  }),
  'frame-response': () => ({
    ...fromProvider,
    title: 'Hidden authorization response',
    label: 'code',
    text: 'There was a session, and the frame came back with a code.',
    reference: rfc(6749, '4.1.2'),
  }),
  'token-request': (step) => ({ ...toProvider, ...tokenRequestWords(textOf(step, 'grant_type')) }),
  'token-response': ({ status }, error) =>
    error === undefined && status !== undefined
      ? {
          ...fromProvider,
          title: 'Token response',
          label: 'tokens',
          text: 'An ID token that says who signed in, an access token for the API, and a refresh token for later.',
          reference: rfc(6749, '5.1'),
        }
      : {
          ...fromProvider,
          title: 'Token error',
          label: error ?? 'no answer',
          text: 'There are no tokens this time.',
          reference: rfc(6749, '5.2'),
        },
  'silent-failure': (_, error) => ({
    ...fromProvider,
    title: 'Silent renewal failed',
    label: error ?? 'failed',
    text: 'No new tokens could be had this way. The next way is a hidden frame, and the last one is to ask the person.',
    reference: refer.authenticationError,
  }),
  'api-request': () => ({
    from: 'browser',
    to: 'api',
    title: 'API request',
    label: 'bearer',
    text: 'The access token goes to the protected API, in the header made for it, and nowhere else.',
    reference: rfc(6750, '2.1'),
  }),
  'api-response': ({ status }) => ({
    from: 'api',
    to: 'browser',
    title: 'API response',
    label: status === undefined ? 'no answer' : String(status),
    text: apiWords(status),
    reference: status === 401 || status === 403 ? rfc(6750, '3.1') : rfc(9110, '15'),
  }),
  'end-session-response': () => ({
    ...fromProvider,
    title: 'Back from signing out',
    label: 'signed out',
    text: 'A session before this one was ended: first in every tab, then at the identity provider, which sent the browser back here. The steps of that session went with it.',
    reference: refer.logout,
  }),
}

function tokenRequestWords(grantType: string | undefined) {
  if (grantType === 'refresh_token')
    return {
      title: 'Refresh request',
      label: 'refresh token',
      text: 'The access token is about to expire, or was refused. The refresh token gets a new one, and nobody has to do anything.',
      reference: rfc(6749, '6'),
    }
  if (grantType === undefined)
    return {
      title: 'Empty token request',
      label: 'anybody there?',
      text: 'The hidden frame got no answer. Any answer to an empty request tells a browser that blocks frames from an identity provider that is down.',
      reference: rfc(6749, '5.2'),
    }
  return {
    title: 'Token request',
    label: 'code + verifier',
    text: 'The code is exchanged for tokens. The verifier proves that it is the same browser that asked: a stolen code is worth nothing without it.',
    reference: rfc(6749, '4.1.3'),
  }
}

function apiWords(status: number | undefined): string {
  if (status === undefined) return 'No answer came.'
  if (status === 401) return 'The API does not accept this access token.'
  if (status === 403) return 'The API accepts the access token, but it lacks the permission.'
  if (status >= 400) return 'The API could not answer.'
  return 'The API has checked signature, issuer, audience, expiry and scope of the access token before it answered.'
}
