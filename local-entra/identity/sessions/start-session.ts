import type Provider from 'oidc-provider'
import { sameSiteOf, SESSION_SECONDS, sessionCookieName } from '../core/create-core.ts'
import { consentNames } from '../scopes/consent-names.ts'
import { parseRequestedScopes } from '../scopes/requested-scopes.ts'
import type { IdentityState } from '../identity-state.ts'

/** A cookie as Playwright and other tools take it. */
export interface SessionCookie {
  name: string
  value: string
  url: string
  httpOnly: true
  sameSite: 'Lax' | 'None'
}

/**
 * Signs people in without the form: the session is the one that the form would have started.
 *
 * @returns the cookie that makes a browser theirs
 */
export async function startSession(
  state: IdentityState,
  core: Provider,
  userNames: string[],
): Promise<SessionCookie> {
  const session = new core.Session()
  const now = state.clock.now()
  for (const userName of userNames) {
    if (!state.registry.account(userName)) throw new Error(`there is no account ${userName}`)
    state.people.signIn(session.uid, userName, now).mfaTime = now
    session.loginAccount({ accountId: userName, loginTs: now })
  }
  await session.save(SESSION_SECONDS)
  return {
    name: sessionCookieName(new URL(state.origin).port),
    value: session.jti,
    url: state.origin,
    httpOnly: true,
    sameSite: sameSiteOf(state.origin),
  }
}

/** Consents for a person to everything that any app can ask them for, as the consent page would. */
export function grantAllConsents(state: IdentityState, userName: string): void {
  const { apis, apps } = state.registry.registrations
  const scopes = apis.flatMap(({ identifierUri, scopes: all }) =>
    all
      .filter(({ adminConsentOnly }) => !adminConsentOnly)
      .map(({ value }) => `${identifierUri}/${value}`),
  )
  const scope = ['openid', 'profile', 'email', 'offline_access', ...scopes].join(' ')
  const names = consentNames(parseRequestedScopes(scope, state.registry))
  for (const { clientId } of apps) state.consents.grant(userName, clientId, names)
}
