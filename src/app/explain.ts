import { AuthenticationError } from '../auth/authentication-error.ts'
import { ConfigError, type ConfigFault } from '../config/parse-config.ts'
import {
  HttpStatusError,
  NetworkError,
  TimeoutError,
  UnreadableAnswerError,
} from '../http/http-errors.ts'

export type Action = 'try-again' | 'sign-in' | 'go-home'

export const actionLabels: Readonly<Record<Action, string>> = {
  'try-again': 'Try again',
  'sign-in': 'Sign in',
  'go-home': 'Go to the forecast',
}

/** What a person is told about a failure: what happened, what to do, and the one button that does it. */
export interface Explanation {
  title: string
  text: string
  /** Faults that have to be mended one by one. */
  fixes: readonly ConfigFault[]
  action: Action
  /** For support; never a secret. */
  details: Record<string, string>
}

/** @returns words for anything that can be thrown; something unknown gets an honest page of its own */
export function explain(error: unknown): Explanation {
  if (error instanceof ConfigError) return explainConfig(error)
  if (error instanceof AuthenticationError) return explainAuthentication(error)
  if (error instanceof HttpStatusError) return explainStatus(error)
  if (error instanceof NetworkError || error instanceof TimeoutError) return unreachable
  if (error instanceof UnreadableAnswerError) return unreadable
  return {
    ...say('Something went wrong', 'This is a fault of the app, not yours.', 'try-again'),
    details: { error: error instanceof Error ? error.name : typeof error },
  }
}

function say(title: string, text: string, action: Action): Explanation {
  return { title, text, action, fixes: [], details: {} }
}

function explainConfig({ faults }: ConfigError): Explanation {
  const title = 'The app is not set up correctly'
  const text = `Whoever runs it can mend this in config.json: ${faults.length === 1 ? 'one fault' : `${faults.length} faults`}.`
  return { ...say(title, text, 'try-again'), fixes: faults }
}

const unreachable = say(
  'The weather service cannot be reached',
  'It may be down, or your connection is. Nothing is lost: try again in a moment.',
  'try-again',
)

const unreadable = say(
  'The weather service gave an answer that makes no sense',
  'What came back is not a forecast. Try again; if it stays so, tell whoever runs the service.',
  'try-again',
)

function explainStatus({ status }: HttpStatusError): Explanation {
  const details = { status: String(status) }
  return { ...(statusWords[status] ?? serverError), details }
}

const serverError = say(
  'The weather service has a problem',
  'It could not answer this time. Try again in a moment.',
  'try-again',
)

const statusWords: Readonly<Record<number, Explanation>> = {
  401: say(
    'The weather service did not accept your sign-in',
    'It refused the access token that it was shown. Signing in again usually helps.',
    'sign-in',
  ),
  403: say(
    'You have no permission to see the forecast',
    'You are signed in, but your access token lacks the scope access_as_user. Ask your administrator to allow it, then try again.',
    'try-again',
  ),
  404: say(
    'There is no forecast at this address',
    'The weather service answers, but not where the app asks. Whoever runs the app can mend weatherApi.url in config.json.',
    'try-again',
  ),
  429: say(
    'The weather service is busy',
    'It asks for a pause. Wait a moment, then try again.',
    'try-again',
  ),
}

function explainAuthentication(error: AuthenticationError): Explanation {
  const words = authenticationWords[error.code] ?? signInFailed
  return { ...words, details: { code: error.code, 'correlation id': error.correlationId } }
}

const signInFailed = say(
  'Signing in did not work',
  'The identity provider did not let you in, or could not be reached. You can try again.',
  'sign-in',
)

const notReached = say(
  'The identity provider cannot be reached',
  'It may be down, or your connection is. You can try again.',
  'sign-in',
)

const authenticationWords: Readonly<Record<string, Explanation>> = {
  access_denied: say(
    'You did not sign in',
    'Sign-in was cancelled, or consent was not given. You can start again whenever you like.',
    'sign-in',
  ),
  sign_in_unfinished: say(
    'Signing in was not finished',
    'You came back before the identity provider had answered. You can start again.',
    'sign-in',
  ),
  response_refused: say(
    'That sign-in was not accepted',
    'The answer does not belong to a sign-in that was begun here. Start again from this page.',
    'sign-in',
  ),
  storage_unavailable: say(
    'The browser blocks what signing in needs',
    'Session storage is blocked or full. Allow it for this site in your browser’s settings, then try again.',
    'try-again',
  ),
  post_request_failed: notReached,
  no_network_connectivity: notReached,
  identity_provider_timeout: notReached,
}
