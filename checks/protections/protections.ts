/** A replacement in a file. */
export interface Edit {
  file: string
  /** The text, which the file contains once. */
  find: string
  /** The text that replaces it. */
  replace: string
}

/** Code that keeps a promise, how to remove it, and the test that fails without it. */
export interface Protection extends Edit {
  /** The promise that it keeps. */
  protects: string
  /** Code in other places with the same effect, which must be removed as well before the test fails. */
  also?: Edit[]
  test: { file: string; title: string }
  /** Where the app stores its tokens in the journey; session storage by default. */
  storage?: 'session' | 'memory'
  /** Whether only `npm run test:all` runs its test. */
  isLongTail?: true
}

/** @returns all replacements that remove a protection */
export function editsOf({ file, find, replace, also = [] }: Protection): Edit[] {
  return [{ file, find, replace }, ...also]
}

export const protections: readonly Protection[] = [
  {
    protects: 'A response with a repeated parameter is refused (RFC 6749 §3.1)',
    file: 'src/auth/authorization-response.ts',
    find: 'if (repeated !== undefined) return',
    replace: "if (repeated === '') return",
    test: {
      file: 'src/auth/authorization-response.fuzz.test.ts',
      title: 'is accepted if it follows every rule, and refused otherwise',
    },
  },
  {
    protects: 'A response in the name of another issuer is refused (RFC 9207 §2.4)',
    file: 'src/auth/authorization-response.ts',
    find: 'if (sender !== null && !isIssuer(sender)) return',
    replace: "if (sender !== null && isIssuer('')) return",
    test: {
      file: 'src/auth/authorization-response.fuzz.test.ts',
      title: 'is accepted if it follows every rule, and refused otherwise',
    },
  },
  {
    protects: 'A response without a state is refused (RFC 6749 §10.12)',
    file: 'src/auth/authorization-response.ts',
    find: "if (!parameters.has('state')) return",
    replace: "if (parameters.has('no state')) return",
    test: {
      file: 'src/auth/authorization-response.fuzz.test.ts',
      title: 'is accepted if it follows every rule, and refused otherwise',
    },
  },
  {
    protects: 'A response with both a code and an error is refused',
    file: 'src/auth/authorization-response.ts',
    find: "if (parameters.has('code') === parameters.has('error')) {",
    replace: "if (parameters.has('never')) {",
    test: {
      file: 'src/auth/authorization-response.fuzz.test.ts',
      title: 'is accepted if it follows every rule, and refused otherwise',
    },
  },
  {
    protects: 'A malformed parameter is refused (RFC 6749 appendix A)',
    file: 'src/auth/authorization-response.ts',
    find: 'return /^[\\x20-\\x7e]+$/.test(value)',
    replace: 'return value !== undefined',
    test: {
      file: 'src/auth/authorization-response.fuzz.test.ts',
      title: 'is accepted if it follows every rule, and refused otherwise',
    },
  },
  {
    protects: 'Unknown parameters never reach MSAL',
    file: 'src/auth/authorization-response.ts',
    find: '.filter(([name]) => known.has(name))',
    replace: ".filter(([name]) => name !== '')",
    test: {
      file: 'src/auth/authorization-response.fuzz.test.ts',
      title: 'reaches MSAL with exactly the values that were checked',
    },
  },
  {
    protects: 'A response at any address but the redirect URI is ignored',
    file: 'src/auth/authorization-response.ts',
    find: 'return url.pathname === redirectPath && markers.some((name) => parameters.has(name))',
    replace: 'return markers.some((name) => parameters.has(name))',
    test: {
      file: 'src/auth/authorization-response.fuzz.test.ts',
      title: 'is removed from the address bar completely',
    },
  },
  {
    protects: 'A response in the query is removed from the address',
    file: 'src/auth/authorization-response.ts',
    find: "if ([...markers, consentMarker].some((name) => url.searchParams.has(name))) clean.search = ''",
    replace: '',
    test: {
      file: 'src/auth/authorization-response.fuzz.test.ts',
      title: 'is removed from the address bar completely',
    },
  },
  {
    protects: 'A link that reports refused consent can claim nothing else',
    file: 'src/errors/explain.ts',
    find: "if (code === 'consent_refused') return refusedConsent(numbered)",
    replace: '',
    test: {
      file: 'src/errors/explain.test.ts',
      title: 'quotes the title of AADSTS%s as the reason',
    },
  },
  {
    protects: 'The response is removed from the address before anything else happens',
    file: 'src/main.tsx',
    find: "history.replaceState(history.state, '', withoutResponse(address))",
    replace: 'withoutResponse(address)',
    test: {
      file: 'e2e/journeys/sign-in/on-the-wire.spec.ts',
      title:
        'the authorization response is removed from the address before the app sends any request',
    },
  },
  {
    protects: 'A response that this tab did not ask for does not sign in',
    file: 'src/auth/sign-in.ts',
    find: "if (!tab.getActiveAccount()) throw new AuthenticationError('response_refused', message)",
    replace: '',
    test: {
      file: 'e2e/journeys/security/authorization-response.spec.ts',
      title: 'login CSRF: a valid response to another person’s sign-in is refused',
    },
  },
  {
    protects: 'A refused response is not redeemed',
    file: 'src/auth/sign-in.ts',
    find: 'if (refusal !== undefined) throw',
    replace: "if (refusal === '') throw",
    test: {
      file: 'e2e/journeys/security/authorization-response.spec.ts',
      title: 'mix-up: a response that names another issuer is refused before its code is sent',
    },
  },
  {
    protects: 'A response at the page for hidden frames is discarded',
    file: 'src/auth/msal/redirect.ts',
    find: 'if (window.top === window) location.replace(`./${location.search}`)',
    replace: 'if (window.top === null) location.replace(`./${location.search}`)',
    test: {
      file: 'e2e/journeys/security/misplaced-response.spec.ts',
      title:
        'an authorization response sent to the redirect page is not kept, and ends at the start page',
    },
  },
  {
    protects: 'An ID token for another app is refused (aud)',
    file: 'src/auth/id-token.ts',
    find: "if (aud !== config.clientId) return 'aud'",
    replace: '',
    test: {
      file: 'src/auth/id-token.fuzz.test.ts',
      title: 'accepts a token only if it is for this app, of this tenant and not expired',
    },
  },
  {
    protects: 'An ID token of another tenant is refused (tid)',
    file: 'src/auth/id-token.ts',
    find: "if (typeof tid !== 'string' || !isTenantOf(config.authority, tid)) return 'tid'",
    replace: "if (typeof tid !== 'string') return 'tid'",
    test: {
      file: 'src/auth/id-token.fuzz.test.ts',
      title: 'accepts a token only if it is for this app, of this tenant and not expired',
    },
  },
  {
    protects: 'An ID token of another issuer is refused (iss)',
    file: 'src/auth/id-token.ts',
    find: '!isIssuer(config, iss, tid)',
    replace: "iss === ''",
    test: {
      file: 'src/auth/id-token.fuzz.test.ts',
      title: 'accepts a token only if it is for this app, of this tenant and not expired',
    },
  },
  {
    protects: 'An expired ID token is refused (exp)',
    file: 'src/auth/id-token.ts',
    find: "if (!isStillValid(exp, now)) return 'exp'",
    replace: '',
    test: {
      file: 'src/auth/id-token.fuzz.test.ts',
      title: 'accepts a token only if it is for this app, of this tenant and not expired',
    },
  },
  {
    protects: 'A wrong clock does not make an ID token look expired',
    file: 'src/auth/msal/verify.ts',
    find: 'return findWrongClaim(idTokenClaims, config, await getTrueTime().catch(() => now))',
    replace: 'return wrong',
    test: {
      file: 'e2e/journeys/session/renewal.spec.ts',
      title: 'sign-in and renewal work with a clock that is ${hours} hours off',
    },
  },
  {
    protects: 'A renewal that returns another account is discarded',
    file: 'src/auth/msal/verify.ts',
    find: 'if (!isSamePerson(result.account, account)) {',
    replace: 'if (result.account === null) {',
    test: {
      file: 'e2e/journeys/session/wrong-token-response.spec.ts',
      title: 'a background renewal that returns another account changes nothing on screen',
    },
  },
  {
    protects: 'A response for a removed account is not stored',
    file: 'src/auth/msal/verify.ts',
    find: 'if (forgotten.has(account.homeAccountId) || forgotten.has(allAccounts)) {',
    replace: "if (forgotten.has('')) {",
    test: {
      file: 'src/auth/msal/verify.test.ts',
      title: 'is refused, and its tokens are removed from MSAL',
    },
  },
  {
    protects: 'Refused tokens are removed from the cache',
    file: 'src/auth/msal/verify.ts',
    find: 'await clear(result.account)',
    replace: '',
    test: {
      file: 'e2e/journeys/security/id-token.spec.ts',
      title: 'a sign-in with a ${tamper} is refused with a message, and leaves no token behind',
    },
  },
  {
    protects: 'A return path on another origin is not followed',
    file: 'src/auth/return-path.ts',
    find: "return url.origin === origin && !path.startsWith('//') ? path : undefined",
    replace: "return !path.startsWith('//') ? path : undefined",
    test: { file: 'src/auth/return-path.test.ts', title: 'rejects %j' },
  },
  {
    protects: 'A return path of another app on the origin is not followed',
    file: 'src/auth/return-path.ts',
    find: 'if (!path.startsWith(pathname)) return undefined',
    replace: '',
    test: {
      file: 'src/auth/return-path.test.ts',
      title: 'rejects %j for an app below a path',
    },
  },
  {
    protects: 'A return path that normalises to //host is not followed',
    file: 'src/auth/return-path.ts',
    find: "url.origin === origin && !path.startsWith('//')",
    replace: 'url.origin === origin',
    test: { file: 'src/auth/return-path.test.ts', title: 'rejects %j' },
  },
  {
    protects: 'A deep link keeps its fragment',
    file: 'src/auth/return-path.ts',
    find: "return pathname + search + (isShown ? location.hash : '')",
    replace: 'return pathname + search',
    test: {
      file: 'e2e/journeys/sign-in/signing-in.spec.ts',
      title: 'a deep link returns to the requested page after sign-in, with query and fragment',
    },
  },
  {
    protects: 'One automatic redirect for each load of the page',
    file: 'src/auth/sign-in.ts',
    find: "if (hasLeftAutomatically || justAnswered || tab.recall('pendingSignIn')) throw reason",
    replace: "if (justAnswered || tab.recall('pendingSignIn')) throw reason",
    test: {
      file: 'e2e/journeys/session/restoring.spec.ts',
      title: 'an automatic redirect that leads nowhere is not repeated on the same page',
    },
  },
  {
    protects: 'No automatic redirect directly after a sign-in response',
    file: 'src/auth/sign-in.ts',
    find: "if (hasLeftAutomatically || justAnswered || tab.recall('pendingSignIn')) throw reason",
    replace: "if (hasLeftAutomatically || tab.recall('pendingSignIn')) throw reason",
    test: {
      file: 'e2e/journeys/session/restoring.spec.ts',
      title: 'an API that accepts no token causes one sign-in, then a message',
    },
  },
  {
    protects: 'Back from the sign-in page does not redirect there again',
    file: 'src/auth/sign-in.ts',
    find: "if (hasLeftAutomatically || justAnswered || tab.recall('pendingSignIn')) throw reason",
    replace: 'if (hasLeftAutomatically || justAnswered) throw reason',
    test: {
      file: 'e2e/journeys/errors/provider-failing.spec.ts',
      title:
        'after a failed redirect to the identity provider, the app shows a message instead of another redirect',
    },
  },
  {
    protects: 'The sign-in after a sign-out asks for the account',
    file: 'src/auth/sign-in.ts',
    find: "(tab.recall('signedOut') ? 'select_account' : undefined)",
    replace: 'undefined',
    test: {
      file: 'e2e/journeys/session/end.spec.ts',
      title: 'with the identity provider down, sign-out still clears every tab',
    },
  },
  {
    protects: 'Sign-out clears the tab first',
    file: 'src/auth/sign-out.ts',
    find: `    tab.empty()
    state.set({ status: 'unknown' })
    leaving =`,
    replace: `    state.set({ status: 'unknown' })
    leaving =`,
    test: {
      file: 'src/auth/sign-out.test.ts',
      title: 'empties this tab and informs the others before it waits for MSAL',
    },
  },
  {
    protects: 'Sign-out reaches the other tabs',
    file: 'src/auth/sign-out.ts',
    find: 'if (account) marks.markSignedOut(account.homeAccountId)',
    replace: '',
    test: {
      file: 'e2e/journeys/session/end.spec.ts',
      title: 'a sign-out in one tab ends all tabs within a second, including a duplicated tab',
    },
  },
  {
    protects: 'Sign-out ends the session at the identity provider',
    file: 'src/auth/msal/client.ts',
    find: 'await (await redirects()).logoutRedirect({ account: account ?? null })',
    replace: "location.replace('/')",
    test: {
      file: 'e2e/journeys/sign-in/signing-out.spec.ts',
      title: 'sign-out ends the session at the identity provider as well',
    },
  },
  {
    protects: 'A tab of a signed-out account is cleared',
    file: 'src/auth/sign-out.ts',
    find: 'if (isOver) return endHere()',
    replace: '',
    test: {
      file: 'e2e/journeys/session/end.spec.ts',
      title: 'a sign-out in one tab ends all tabs within a second, including a duplicated tab',
    },
  },
  {
    protects: 'Accounts signed out elsewhere are dropped before anything is shown',
    file: 'src/auth/session.ts',
    find: 'if (!response || isSilent) await signOut.dropSignedOut()',
    replace: '',
    test: {
      file: 'e2e/journeys/session/end.spec.ts',
      title: 'after a sign-out elsewhere, Back from the sign-in page shows no data',
    },
  },
  {
    protects: 'MSAL React does not redeem a code in the address',
    file: 'src/auth/msal/client.ts',
    find: '{ handleRedirectPromise: { value: noRedirect } }',
    replace: '{ noRedirect: { value: noRedirect } }',
    test: {
      file: 'e2e/journeys/security/misplaced-response.spec.ts',
      title:
        'an authorization response at a page other than the redirect URI is not read, even if its state is right',
    },
  },
  {
    protects: 'MSAL React is told about a removed account',
    file: 'src/auth/msal/verify.ts',
    find: 'msal.setActiveAccount(msal.getActiveAccount())',
    replace: '',
    test: {
      file: 'e2e/journeys/session/msal-react.spec.ts',
      title:
        'the hooks of MSAL React follow an account switch and back, and forget a removed account',
    },
  },
  {
    protects: 'After an account switch, MSAL has tokens of the new account on every page',
    file: 'src/auth/keep-alive.ts',
    find: 'if (activeId !== accountId) startFor(activeId)',
    replace: '',
    storage: 'memory',
    test: {
      file: 'e2e/journeys/session/msal-react.spec.ts',
      title:
        'the hooks of MSAL React follow an account switch and back, and forget a removed account',
    },
  },
  {
    protects: 'A page from the back/forward cache stays covered until its session is checked',
    file: 'src/auth/keep-alive.ts',
    find: 'documentElement.hidden = persisted',
    replace: 'documentElement.hidden = false',
    test: {
      file: 'e2e/journeys/session/back-forward-cache.spec.ts',
      title: 'Back after sign-out shows no data, even from the back/forward cache',
    },
  },
  {
    protects:
      'A page from the back/forward cache whose session has ended stays covered until it is replaced',
    file: 'src/auth/keep-alive.ts',
    find: 'documentElement.hidden = isOver',
    replace: 'documentElement.hidden = false',
    test: {
      file: 'e2e/journeys/session/back-forward-cache.spec.ts',
      title:
        'a page in the back/forward cache whose session has ended shows no data, not even for a frame',
    },
  },
  {
    protects: 'A front-channel sign-out needs a session ID',
    file: 'src/front-channel-sign-out.ts',
    find: 'if (/^[\\w.-]{1,128}$/.test(sid)) createSignOutMarks(window).markSessionEnded(sid)',
    replace: '',
    test: {
      file: 'e2e/journeys/session/front-channel.spec.ts',
      title: 'a sign-out at the identity provider ends the tabs of that session',
    },
  },
  {
    protects: 'A silent sign-in in progress ends with the session',
    file: 'src/auth/session.ts',
    find: 'const isOver = isSilent && !tab.getActiveAccount()',
    replace: 'const isOver = false',
    test: {
      file: 'e2e/journeys/session/restoring.spec.ts',
      title: 'a silent sign-in in progress is discarded when another tab signs out',
    },
    storage: 'memory',
  },
  {
    protects: 'Simultaneous requests for a token share one token request',
    file: 'src/auth/access-token.ts',
    find: `    const shared = pendingRequests.get(key)
    if (shared) return shared
`,
    replace: '',
    test: {
      file: 'src/auth/access-token.test.ts',
      title: 'takes one request for concurrent callers',
    },
  },
  {
    protects: 'A token that arrives after an account switch is not used',
    file: 'src/auth/access-token.ts',
    find: `      requireActiveAccount(account)
      forgetPendingSignIn(request.scopes)`,
    replace: '      forgetPendingSignIn(request.scopes)',
    test: {
      file: 'src/auth/access-token.test.ts',
      title: 'is not returned if the session has ended or changed accounts in the meantime',
    },
  },
  {
    protects: 'A hidden frame that got no response is not used again',
    file: 'src/auth/access-token.ts',
    find: "if (tab.recall('frameTimedOut')) throw timedOut()",
    replace: '',
    test: {
      file: 'e2e/journeys/session/restoring.spec.ts',
      title:
        'a hidden frame that gets no response is waited for once, and not used again in that tab',
    },
    storage: 'memory',
  },
  {
    protects: 'An identity provider that is down is not mistaken for a blocked frame',
    file: 'src/auth/access-token.ts',
    find: `        await client.ping()
`,
    replace: '',
    test: {
      file: 'e2e/journeys/session/restoring.spec.ts',
      title:
        'a hidden frame that gets no response from a provider that is down causes a message and no redirect',
    },
  },
  {
    protects: 'A reload in memory mode does not redirect to the sign-in page',
    file: 'src/auth/access-token.ts',
    find: "...(isRestored && { prompt: 'none' }),",
    replace: '',
    test: {
      file: 'e2e/journeys/session/restoring.spec.ts',
      title:
        'a reload after the session has ended shows a message with a button, and does not redirect',
    },
    storage: 'memory',
  },
  {
    protects: 'A hidden tab renews nothing',
    file: 'src/auth/keep-alive.ts',
    find: "!== 'signed-in' || !isVisible(page)) return",
    replace: "!== 'signed-in') return",
    test: {
      file: 'e2e/journeys/session/renewal.spec.ts',
      title: 'a hidden tab sends no requests, and renews when it becomes visible',
    },
  },
  {
    protects: 'An offline tab renews nothing',
    file: 'src/auth/keep-alive.ts',
    find: 'if (isDue && (await checkConnection())) return',
    replace: '',
    test: {
      file: 'e2e/journeys/session/renewal.spec.ts',
      title: 'an offline tab renews nothing until the connection returns',
    },
  },
  {
    protects: 'The refresh token is replaced before its 24 hours are over',
    file: 'src/auth/keep-alive.ts',
    find: `    await renewRefreshTokenIfNeeded()
`,
    replace: '',
    test: {
      file: 'e2e/journeys/session/refresh-token-lifetime.spec.ts',
      title: 'the refresh token is replaced silently before its 24 hours are over',
    },
  },
  {
    protects: 'The app stops asking for a session that has ended',
    file: 'src/auth/keep-alive.ts',
    find: `if (isEnded) return
    const wait`,
    replace: 'const wait',
    test: {
      file: 'e2e/journeys/session/refresh-token-lifetime.spec.ts',
      title: 'the app stops asking for a session that has ended',
    },
  },
  {
    protects: 'A clock that is set back does not stop renewal',
    file: 'src/auth/keep-alive.ts',
    find: 'if (Date.now() < checkedAt) dueAt = 0',
    replace: '',
    test: {
      file: 'e2e/journeys/session/renewal.spec.ts',
      title: 'renewal works after the clock is set back during a session',
    },
  },
  {
    protects: 'An idle session is signed out',
    file: 'src/auth/idle.ts',
    find: 'if (left <= 0) return signOut()',
    replace: '',
    test: {
      file: 'e2e/journeys/session/idle.spec.ts',
      title:
        'an unanswered idle warning signs out every tab, and the next sign-in asks for the account',
    },
  },
  {
    protects: 'A device that slept past the idle time is signed out when it wakes',
    file: 'src/auth/idle.ts',
    find: 'if (lastActivity() + allowed > Date.now()) recordActivity(Date.now())',
    replace: 'recordActivity(Date.now())',
    test: {
      file: 'e2e/journeys/session/idle.spec.ts',
      title: 'a device that sleeps past the idle time is signed out when it wakes',
    },
  },
  {
    protects: 'A tab reopened after the idle time shows nothing',
    file: 'src/auth/idle.ts',
    find: 'if (session.getActiveAccount() && isOver && !isBack) return signOut()',
    replace: '',
    test: {
      file: 'e2e/journeys/session/idle.spec.ts',
      title: 'a tab reopened after the idle time shows nothing of the last session',
    },
  },
  {
    protects: 'Memory mode keeps no token in storage',
    file: 'src/auth/msal/configure.ts',
    find: 'tokens: await create(BrowserCacheLocation.MemoryStorage)',
    replace: 'tokens: await create(BrowserCacheLocation.SessionStorage)',
    test: {
      file: 'e2e/journeys/security/leaks.spec.ts',
      title:
        'from sign-in through a reload to sign-out, codes and tokens are only where they are allowed',
    },
    storage: 'memory',
  },
  {
    protects: 'The app declares that it handles claims challenges (CP1)',
    file: 'src/auth/msal/configure.ts',
    find: "clientCapabilities: ['CP1'],",
    replace: '',
    test: {
      file: 'e2e/journeys/sign-in/on-the-wire.spec.ts',
      title: 'the authorization request uses the code flow with PKCE (S256), as a public client',
    },
  },
  {
    protects: 'Redirects of the token endpoint are not followed',
    file: 'src/auth/msal/network.ts',
    find: "redirect: 'error',",
    replace: "redirect: 'follow',",
    test: {
      file: 'src/auth/msal/network.test.ts',
      title: 'does not follow a redirect with the code',
    },
  },
  {
    protects: 'A request to a token endpoint that never responds is aborted',
    file: 'src/auth/msal/network.ts',
    find: 'const limits = { timeout: 10_000,',
    replace: 'const limits = { timeout: 1e9,',
    test: {
      file: 'e2e/journeys/errors/provider-failing.spec.ts',
      title: 'a request to a token endpoint that never answers times out after ten seconds',
    },
  },
  {
    protects: 'An endless response of the token endpoint is cut off',
    file: 'src/auth/msal/network.ts',
    find: 'maxBytes: 1024 * 1024 }',
    replace: 'maxBytes: 1e12 }',
    test: {
      file: 'src/auth/msal/network.test.ts',
      title: 'fails when the response is too large',
    },
  },
  {
    protects: 'The Retry-After of an identity provider is kept',
    file: 'src/auth/msal/network.ts',
    find: '    keepPause(pause, options.correlationId)\n',
    replace: '',
    test: {
      file: 'src/auth/msal/network.test.ts',
      title: 'is not sent before the Retry-After of the last response is over',
    },
  },
  {
    protects: 'MSAL reads no Retry-After',
    file: 'src/auth/msal/network.ts',
    find: "const { 'retry-after': _, ...headers } =",
    replace: 'const headers =',
    test: {
      file: 'src/auth/msal/network.test.ts',
      title: 'is not sent before the Retry-After of the last response is over',
    },
  },
  {
    protects: 'A busy identity provider does not end the session',
    file: 'src/auth/msal/network.ts',
    find: 'if (status === 429 || status >= 500) {',
    replace: 'if (status === 0) {',
    test: {
      file: 'e2e/journeys/errors/provider-failing.spec.ts',
      title:
        'when the token endpoint answers ${answer}, the session is kept and the app retries after a countdown',
    },
  },
  {
    protects: 'A write is never sent twice',
    file: 'src/http/request.ts',
    find: "return ['GET', 'PUT', 'DELETE'].includes(method)",
    replace: "return method !== ''",
    test: { file: 'src/api/api.test.ts', title: 'is not retried after a %i' },
  },
  {
    protects: 'A write never starts a redirect',
    file: 'src/api/api.ts',
    find: "method === 'GET' && !isOptional ? page : undefined",
    replace: '!isOptional ? page : undefined',
    test: {
      file: 'src/api/api.test.ts',
      title: 'does not leave the page when the user has to sign in, so that no data is lost',
    },
  },
  {
    protects: 'A path of an API call cannot lead to another host',
    file: 'src/api/api.ts',
    find: 'if (!isWithin) throw',
    replace: "if (path === '-') throw",
    test: { file: 'src/api/api.test.ts', title: 'cannot be sent out of the API to %j' },
  },
  {
    protects: 'Each API gets a token for its own scopes',
    file: 'src/auth/access-token.ts',
    find: 'const key = JSON.stringify([account.homeAccountId, requested, claims, forceRefresh])',
    replace: 'const key = JSON.stringify([account.homeAccountId, claims, forceRefresh])',
    test: {
      file: 'src/auth/access-token.test.ts',
      title: 'is a different one for the scopes of another API',
    },
  },
  {
    protects: 'A claims challenge must be well-formed',
    file: 'src/api/claims-challenge.ts',
    find: '.find(isClaimsRequest)',
    replace: '.find((claims) => claims !== undefined)',
    test: {
      file: 'src/api/claims-challenge.fuzz.test.ts',
      title: 'returns a valid claims request or nothing',
    },
  },
  {
    protects:
      'Claims of a challenge for another authentication scheme are ignored (RFC 9110 §11.3)',
    file: 'src/http/challenges.ts',
    find: ".filter(({ scheme }) => scheme === 'bearer')",
    replace: ".filter(({ scheme }) => scheme !== '')",
    test: { file: 'src/api/claims-challenge.test.ts', title: 'finds no claims in %j' },
  },
  {
    protects: 'The HTTP cache never answers a request with an access token',
    file: 'src/http/request.ts',
    find: 'accessToken === undefined ? fetchWith(cache) : keepPreflight(url, method, fetchWith)',
    replace: "accessToken === undefined ? fetchWith(cache) : keepPreflight(url, 'POST', fetchWith)",
    test: {
      file: 'e2e/journeys/session/http-cache.spec.ts',
      title:
        'a cacheable forecast of one account is not shown to another account, in this tab or in another',
    },
  },
  {
    protects: 'A request uses the HTTP cache only while the server sends no-store',
    file: 'src/http/keep-preflight.ts',
    find: 'if (isNeverStored) return response',
    replace: 'if (isNeverStored || response.ok) return response',
    test: {
      file: 'src/http/keep-preflight.test.ts',
      title: 'is repeated without the cache if a response lacks no-store',
    },
  },
  {
    protects: 'A request with a bearer token follows no redirect (RFC 6750 §5.3)',
    file: 'src/http/request.ts',
    find: "redirect: accessToken === undefined ? 'follow' : 'manual'",
    replace: "redirect: 'follow'",
    test: {
      file: 'src/http/request.test.ts',
      title: 'never follows a redirect with an access token',
    },
  },
  {
    protects: 'A request to an API that never responds is aborted',
    file: 'src/http/request.ts',
    find: 'return withinTime(url, timeout, signal, (limit) => {',
    replace: 'return withinTime(url, 1e9 + timeout, signal, (limit) => {',
    test: { file: 'src/http/request.test.ts', title: 'fails when the time limit is over' },
  },
  {
    protects: 'A response that is too large is cut off',
    file: 'src/http/request.ts',
    find: 'if (bytes > maxBytes) {',
    replace: 'if (bytes > 1e12) {',
    test: {
      file: 'src/http/request.test.ts',
      title: 'stops reading a body that exceeds the size limit',
    },
  },
  {
    protects: 'A response that is not JSON is refused',
    file: 'src/http/request.ts',
    find: "if (type !== '' && !jsonTypes.test(type)) {",
    replace: "if (type === '-') {",
    test: {
      file: 'src/http/request.test.ts',
      title: 'distinguishes a response that is not JSON from no response',
    },
  },
  {
    protects: 'A long Retry-After is not waited for automatically',
    file: 'src/http/retry.ts',
    find: 'return pauseAskedFor(error) <= longestPause',
    replace: 'return true',
    test: {
      file: 'src/http/retry.test.ts',
      title: 'is not retried when the server’s Retry-After is long',
    },
  },
  {
    protects: 'Only temporary failures are retried',
    file: 'src/http/retry.ts',
    find: '!error.passesSoon) return false',
    replace: 'error.status === 0) return false',
    test: { file: 'src/http/retry.test.ts', title: 'is not retried after a %i' },
  },
  {
    protects: 'Leaving the page aborts the request',
    file: 'src/api/api.ts',
    find: 'signal: navigation?.signal,',
    replace: '',
    test: {
      file: 'e2e/journeys/errors/api-failing.spec.ts',
      title: 'leaving the page aborts its request',
    },
  },
  {
    protects: 'A rejected token is replaced once',
    file: 'src/api/api.ts',
    find: 'return claims === undefined ? { forceRefresh: true } : { claims }',
    replace: 'return claims === undefined ? undefined : { claims }',
    test: {
      file: 'e2e/journeys/errors/api-failing.spec.ts',
      title:
        'a 401 from the API causes one retry with a new token, then a message with a sign-in button',
    },
  },
  {
    protects: 'A claims challenge gets a token with those claims',
    file: 'src/api/api.ts',
    find: 'return claims === undefined ? { forceRefresh: true } : { claims }',
    replace: 'return { forceRefresh: true }',
    test: {
      file: 'e2e/journeys/session/challenges.spec.ts',
      title:
        'a token that the API finds too old (continuous access evaluation) is replaced silently',
    },
  },
  {
    protects: 'After a 403, the next attempt uses a new token',
    file: 'src/api/api.ts',
    find: 'await attempt({ forceRefresh: forbidden.has(key) })',
    replace: 'await attempt({})',
    test: {
      file: 'e2e/journeys/errors/api-failing.spec.ts',
      title:
        'a 403 does not redirect to sign-in, and "Try again" works once the permission is granted',
    },
  },
  {
    protects: 'An old forecast is shown only to its own account',
    file: 'src/forecast/loader.ts',
    find: 'if (!last || accountId !== last.accountId || !isPassing(failure)) throw failure',
    replace: 'if (!last || !isPassing(failure)) throw failure',
    test: {
      file: 'e2e/journeys/session/accounts.spec.ts',
      title:
        'after an account switch, an API status of ${status} shows an error, not the data of the previous account',
    },
    also: [
      {
        file: 'src/forecast/loader.ts',
        find: `    if (accountIdOf(session) !== last?.accountId) last = undefined
`,
        replace: '',
      },
    ],
  },
  {
    protects: 'A date that does not exist is refused',
    file: 'src/forecast/forecast.ts',
    find: `  v.check(isInCalendar),
`,
    replace: '',
    test: {
      file: 'src/forecast/forecast.fuzz.test.ts',
      title: 'returns entries that can be shown, or throws an error with the problem',
    },
  },
  {
    protects: 'A protected page needs a sign-in',
    file: 'src/app/routes.tsx',
    find: 'if (session.getActiveAccount()) return',
    replace: "if (session.getState().status !== 'unknown') return",
    test: {
      file: 'e2e/journeys/sign-in/signing-in.spec.ts',
      title: 'Back from the sign-in page does not redirect there again',
    },
  },
  {
    protects: 'A missing script costs one reload, not a loop',
    file: 'src/errors/app-errors.ts',
    find: 'if (marked === import.meta.url || !(await isHostUp())) return false',
    replace: 'if (!(await isHostUp())) return false',
    test: {
      file: 'e2e/journeys/errors/starting.spec.ts',
      title: 'a missing chunk causes one reload, then a message',
    },
  },
  {
    protects: 'A reload loads a new deployment',
    file: 'src/errors/app-errors.ts',
    find: `location.reload()
`,
    replace: `
`,
    test: {
      file: 'e2e/journeys/errors/starting.spec.ts',
      title: 'a deployment during a visit goes unnoticed: the page loads the new version',
    },
  },
  {
    protects: 'The focus moves to the new page',
    file: 'src/app/layout.tsx',
    find: 'if (hasMoved || isLost)',
    replace: 'if (isLost)',
    test: {
      file: 'e2e/journeys/pages/keyboard.spec.ts',
      title: 'sign-in, navigation and sign-out work without a mouse',
    },
  },
  {
    protects: 'A temporary failure is retried automatically',
    file: 'src/errors/passing.ts',
    find: 'return { at: since + Math.max(seconds, shortestPause) * 1000, whenOnline }',
    replace: 'return { whenOnline }',
    test: {
      file: 'src/errors/passing.test.ts',
      title: 'plans a retry after %s, in %i seconds',
    },
  },
  {
    protects: 'The flow shows no secret',
    file: 'src/flow/redact.ts',
    find: 'return { name, value: isSwitch ? value : redact(value) }',
    replace: 'return { name, value }',
    test: {
      file: 'src/flow/recorder.test.ts',
      title: 'stores no code, verifier, token, state or nonce',
    },
  },
  {
    protects: 'The flow shows no user name',
    file: 'src/flow/redact.ts',
    find: 'return { name, value: withoutUserNames(value) }',
    replace: 'return { name, value }',
    test: {
      file: 'src/flow/redact.test.ts',
      title: 'removes user names from error descriptions',
    },
  },
  {
    protects: 'In memory mode the flow ends with its page',
    file: 'src/flow/step-log.ts',
    find: 'const mayKeep = ({ kind }: FlowStep) => !inMemory || kindsWithoutResponse.has(kind)',
    replace: 'const mayKeep = (_: FlowStep) => inMemory || !inMemory',
    test: { file: 'e2e/journeys/flow/flow.spec.ts', title: 'a reload discards the recorded steps' },
    storage: 'memory',
  },
  {
    protects: 'Plain HTTP is allowed only for loopback',
    file: 'src/config/config.ts',
    find: "url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))",
    replace: "url.protocol === 'https:' || url.protocol === 'http:'",
    test: { file: 'deploy/configure/settings.test.ts', title: 'refuses %j: %s' },
  },
  {
    protects: 'An API path stays on the app’s origin',
    file: 'src/config/config.ts',
    find: 'return /^\\/(?![/\\\\])[\\x21-\\x7e]*$/.test(value)',
    replace: "return value.startsWith('/')",
    test: {
      file: 'src/config/parse-config.test.ts',
      title: 'rejects %j as the URL of an API',
    },
  },
  {
    protects: 'A URL with credentials is refused',
    file: 'src/config/config.ts',
    find: 'if (url === undefined || hasCredentials(url)) return false',
    replace: 'if (url === undefined) return false',
    test: {
      file: 'src/config/parse-config.test.ts',
      title: 'rejects %j as the URL of an API',
    },
  },
  {
    protects: 'An unknown setting is a fault',
    file: 'src/config/config.ts',
    find: 'export const configSchema = v.strictObject({',
    replace: 'export const configSchema = v.object({',
    test: { file: 'deploy/configure/settings.test.ts', title: 'refuses %j: %s' },
  },
  {
    protects: 'No inline script runs (script-src)',
    file: 'deploy/hosts/content-security-policy.ts',
    find: "`script-src 'self' ${inline.scripts.join(' ')}`.trim(),",
    replace: "`script-src 'self' 'unsafe-inline'`,",
    test: {
      file: 'deploy/hosts/content-security-policy.test.ts',
      title: 'allows only %s in frames, no wildcard and nothing unsafe',
    },
  },
  {
    protects: 'Nothing is sent to another host (connect-src)',
    file: 'deploy/hosts/content-security-policy.ts',
    find: "`connect-src 'self' ${[...new Set([requests, ...apiOrigins(config)])].join(' ')}`",
    replace: '`connect-src *`',
    test: {
      file: 'deploy/configure/configure.test.ts',
      title: 'writes the configuration and its headers into a built app',
    },
  },
  {
    protects: 'The app may not be framed (frame-ancestors)',
    file: 'deploy/hosts/content-security-policy.ts',
    find: `    \`frame-ancestors 'none'\`,
`,
    replace: '',
    test: {
      file: 'deploy/hosts/content-security-policy.test.ts',
      title: 'forbids framing, except of the redirect page by the app itself',
    },
  },
  {
    protects: 'No text becomes markup or a script (Trusted Types)',
    file: 'deploy/hosts/content-security-policy.ts',
    find: `    \`form-action 'none'\`,
    \`frame-ancestors 'none'\`,
    \`require-trusted-types-for 'script'\`,
    \`trusted-types 'none'\`,
`,
    replace: `    \`form-action 'none'\`,
    \`frame-ancestors 'none'\`,
`,
    test: {
      file: 'deploy/hosts/content-security-policy.test.ts',
      title: 'requires Trusted Types and allows no policy: %s',
    },
  },
  {
    protects: 'A script that a host or a CDN changed does not run (subresource integrity)',
    file: 'deploy/hosts/integrity.ts',
    find: 'return `<script type="importmap">${map}</script>\\n    ${marked}`',
    replace: 'return marked',
    test: {
      file: 'e2e/journeys/security/integrity.spec.ts',
      title: 'each script of the build has its hash in a document',
    },
  },
  {
    protects: 'A script of the app’s own host that is not part of the build does not run',
    file: 'deploy/hosts/static-web-app.ts',
    find: "      ...(hasScriptHashes(indexHtml) && { 'Integrity-Policy': integrityPolicy(config) }),\n",
    replace: '',
    test: {
      file: 'e2e/journeys/security/integrity.spec.ts',
      title: 'a script on the app’s own host without a hash in the document does not run',
    },
  },
  {
    protects: 'A style sheet is covered by the hash of a script',
    file: 'vite.config.ts',
    find: '    stylesInScripts(),\n',
    replace: '',
    test: {
      file: 'e2e/journeys/security/integrity.spec.ts',
      title:
        'no page loads a style sheet: styles are in the document and in scripts, which have hashes',
    },
  },
  {
    protects: 'A damaged script does not stay in the browser’s cache',
    file: 'src/app/load-config.ts',
    find: '  await refreshScripts()\n',
    replace: '',
    test: {
      file: 'e2e/journeys/security/integrity.spec.ts',
      title:
        'a changed script of a page does not run, and the page works once the host sends the file of the build',
    },
  },
  {
    protects: 'A form can be sent nowhere (form-action)',
    file: 'deploy/hosts/content-security-policy.ts',
    find: `    \`form-action 'none'\`,
    \`frame-ancestors 'none'\``,
    replace: "    `frame-ancestors 'none'`",
    test: {
      file: 'e2e/journeys/security/headers.spec.ts',
      title:
        'the content security policy allows this origin, the identity provider and the APIs, and nothing else',
    },
  },
  {
    protects: 'A base element cannot change where scripts load from (base-uri)',
    file: 'deploy/hosts/content-security-policy.ts',
    find: `    \`base-uri 'none'\`,
    \`object-src 'none'\``,
    replace: "    `object-src 'none'`",
    test: {
      file: 'e2e/journeys/security/content-security-policy.spec.ts',
      title: 'injected markup runs no script and applies no style',
    },
  },
  {
    protects: 'A URL of a collector cannot add to the policy or the rules of nginx',
    file: 'src/config/config.ts',
    find: 'v.optional(v.pipe(endpoint, v.regex(/^https?:\\/\\/[\\w.~:/?&=%+@[\\]-]+$/i)))',
    replace: 'v.optional(endpoint)',
    test: {
      file: 'src/config/parse-config.test.ts',
      title: 'rejects %j as the collector of reports',
    },
  },
  {
    protects: 'Violations in the pages for hidden frames are reported',
    file: 'deploy/hosts/content-security-policy.ts',
    find: `    \`frame-ancestors \${ancestor}\`,
    \`require-trusted-types-for 'script'\`,
    \`trusted-types 'none'\`,
    ...reportDirectives(config),
`,
    replace: `    \`frame-ancestors \${ancestor}\`,
    \`require-trusted-types-for 'script'\`,
    \`trusted-types 'none'\`,
`,
    test: {
      file: 'deploy/hosts/violation-reports.test.ts',
      title:
        'refers to it in the policy of each of the three documents, also for browsers without report-to',
    },
  },
  {
    protects: 'The log of violation reports has no query and no fragment',
    file: 'samples/report-collector/report-lines.ts',
    find: 'const place = url.origin + url.pathname',
    replace: 'const place = url.href',
    test: {
      file: 'samples/report-collector/report-lines.test.ts',
      title: 'has no query, fragment or credentials of a URL, and no other text of a report',
    },
  },
  {
    protects: 'The log of violation reports copies no text but known words',
    file: 'samples/report-collector/report-lines.ts',
    find: "return words.includes(text) ? text : 'unknown'",
    replace: 'return words.length > 0 ? text : text',
    test: {
      file: 'samples/report-collector/report-lines.test.ts',
      title: 'has no query, fragment or credentials of a URL, and no other text of a report',
    },
  },
  {
    protects: 'Another window cannot keep a handle on the app (COOP)',
    file: 'deploy/hosts/static-web-app.ts',
    find: `'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross`,
    replace: "'Cross",
    test: {
      file: 'deploy/hosts/static-web-app.test.ts',
      title: 'lets only the app frame the redirect page, and keeps its opener',
    },
  },
  {
    protects: 'Browsers do not guess types (nosniff)',
    file: 'deploy/hosts/static-web-app.ts',
    find: "'X-Content-Type-Options': 'nosniff',",
    replace: '',
    test: {
      file: 'deploy/hosts/static-web-app.test.ts',
      title: 'sends the security headers with %s',
    },
  },
  {
    protects: 'The referrer contains no address',
    file: 'deploy/hosts/static-web-app.ts',
    find: "'Referrer-Policy': 'no-referrer',",
    replace: '',
    test: {
      file: 'deploy/hosts/static-web-app.test.ts',
      title: 'sends the security headers with %s',
    },
  },
  {
    protects: 'A missing file is a 404, not the app',
    file: 'deploy/hosts/static-web-app.ts',
    find: `        '/assets/*',
        '/config.json',`,
    replace: "        '/config.json',",
    test: {
      file: 'deploy/hosts/static-web-app.test.ts',
      title: 'returns 404 for %s when it is missing',
    },
  },
  {
    protects: 'Only this origin may frame the page for hidden frames',
    file: 'deploy/hosts/content-security-policy.ts',
    find: "return framedPagePolicy(config, `'self'`)",
    replace: "return framedPagePolicy(config, '*')",
    test: {
      file: 'deploy/hosts/content-security-policy.test.ts',
      title: 'forbids framing, except of the redirect page by the app itself',
    },
  },
  {
    protects: 'The sign-in link works before any script has loaded',
    file: 'index.html',
    find: '<a class="button" id="sign-in" href="%VITE_HOME_PATH%">Sign in</a>',
    replace: '<a class="button" id="sign-in">Sign in</a>',
    test: {
      file: 'e2e/journeys/sign-in/signing-in.spec.ts',
      title: 'the sign-in link works before any script has loaded',
    },
  },
  {
    protects: 'The signed-out page does not flash after sign-in',
    file: 'index.html',
    find: 'const hasResponse = /[#&](?:code|error|state)=/.test(location.hash)',
    replace: 'const hasResponse = false',
    test: {
      file: 'e2e/journeys/sign-in/signing-in.spec.ts',
      title: 'the signed-out page does not flash after sign-in or a reload',
    },
  },
  {
    protects: 'The page says when its script cannot be loaded',
    file: 'index.html',
    find: "if (target.localName === 'script' && dataset.page === 'app') dataset.page = 'stopped'",
    replace: '',
    test: {
      file: 'e2e/journeys/errors/starting.spec.ts',
      title: 'without its ${name} script, the page says that the app could not be loaded',
    },
  },
  {
    protects: 'Without JavaScript, the page says that it needs JavaScript',
    file: 'index.html',
    find: `<p role="alert">
              Sign-in needs`,
    replace: `<p>
              Sign-in needs`,
    test: {
      file: 'e2e/journeys/sign-in/browser-restrictions.spec.ts',
      title: 'every page says that sign-in needs JavaScript',
    },
  },
  {
    protects: 'The API refuses a token for another audience',
    file: 'weather-api/verify-access-token.ts',
    find: `      audience,
      requiredClaims`,
    replace: '      requiredClaims',
    test: {
      file: 'weather-api/faulty-tokens.test.ts',
      title: 'a token without %s is refused',
    },
  },
  {
    protects: 'The API refuses a token of another issuer',
    file: 'weather-api/verify-access-token.ts',
    find: `      issuer,
      audience,
      required`,
    replace: `      audience,
      required`,
    test: {
      file: 'weather-api/faulty-tokens.test.ts',
      title: 'a token without %s is refused',
    },
  },
  {
    protects: 'The API accepts only RS256',
    file: 'weather-api/verify-access-token.ts',
    find: `      algorithms: ['RS256'],
`,
    replace: '',
    test: {
      file: 'weather-api/faulty-tokens.test.ts',
      title: 'a token signed with the right key but %s instead of RS256 is refused',
    },
  },
  {
    protects: 'The API requires the scope',
    file: 'weather-api/require-access.ts',
    find: "if (!words(payload['scp']).includes(requiredScope)) return context.body(null, 403)",
    replace: '',
    test: {
      file: 'weather-api/faulty-tokens.test.ts',
      title: 'the scope has to match exactly: a claim with %s',
    },
  },
  {
    protects: 'The API requires the app role to remove a day',
    file: 'weather-api/weather-api.ts',
    find: 'access, requireRole(EDITOR_ROLE), (context)',
    replace: 'access, (context)',
    test: {
      file: 'weather-api/remove-day.test.ts',
      title: 'removing a day requires the app role in the access token: a claim with %s',
    },
  },
  {
    protects: 'The API works during an outage of the identity provider',
    file: 'weather-api/authority.ts',
    find: '    cacheMaxAge: DAY,\n',
    replace: '',
    test: {
      file: 'weather-api/signing-keys.test.ts',
      title:
        'during an outage the API uses its keys for a day, then returns 503 until the authority is back',
    },
  },
  {
    protects: 'The API stops trusting a withdrawn key',
    file: 'weather-api/authority.ts',
    find: 'keys.reload().catch((error: unknown) => report(reasonOf(error)))',
    replace: '',
    test: {
      file: 'weather-api/signing-keys.test.ts',
      title: 'the API refuses a withdrawn key after an hour, even if no token has a new key id',
    },
  },
  {
    protects: 'No cache stores a response of the API',
    file: 'weather-api/weather-api.ts',
    find: "context.header('Cache-Control', 'no-store')",
    replace: '',
    test: {
      file: 'weather-api/weather-api.test.ts',
      title: 'a token with the scope gets the forecast of five days, starting tomorrow',
    },
  },
  {
    protects: 'The local identity provider requires PKCE',
    file: 'local-entra/src/identity/authorize/rules.ts',
    find: "if (platform === 'spa') throw new EntraError(9002325)",
    replace: '',
    test: {
      file: 'local-entra/src/fidelity/authorize.test.ts',
      title: 'PKCE is enforced although discovery does not say so: 9002325',
    },
  },
  {
    protects: 'The local identity provider verifies the code verifier',
    file: 'local-entra/src/identity/token/authorization-code.ts',
    find: 's256(verifier) !== issued.codeChallenge',
    replace: 'verifier.length === 0',
    test: {
      file: 'local-entra/src/identity/conformance.test.ts',
      title: 'oidcc-ensure-request-with-valid-pkce-succeeds, and with another verifier does not',
    },
  },
  {
    protects: 'The local identity provider redeems a code once',
    file: 'local-entra/src/identity/token/authorization-code.ts',
    find: 'if (issued.redeemed) throw new EntraError(54005)',
    replace: '',
    test: {
      file: 'local-entra/src/identity/conformance.test.ts',
      title: '%s: a code is refused the second time',
    },
  },
  {
    protects: 'The local identity provider checks client secrets',
    file: 'local-entra/src/identity/token/client-authentication.ts',
    find: 'if (!app.secrets.includes(secret)) throw new EntraError(7000215, { clientId: app.clientId })',
    replace: '',
    test: {
      file: 'local-entra/src/fidelity/confidential-clients.test.ts',
      title: "a wrong secret: 401 `invalid_client`, AADSTS7000215, in Entra's text",
    },
  },
  {
    protects: 'The local identity provider requires the credentials of a confidential client',
    file: 'local-entra/src/identity/token/token-request.ts',
    find: "if (platform === 'web' && authentication === 'none') throw new EntraError(7000218)",
    replace: '',
    test: {
      file: 'local-entra/src/fidelity/confidential-clients.test.ts',
      title: "without a secret: 401 `invalid_client`, AADSTS7000218, in Entra's text",
    },
  },
  {
    protects: 'The local identity provider takes client assertions for itself alone',
    file: 'local-entra/src/identity/token/client-authentication.ts',
    find: 'if (![aud].flat().some((name) => accepted.includes(String(name)))) throw new EntraError(700023)',
    replace: '',
    test: {
      file: 'local-entra/src/fidelity/confidential-clients.test.ts',
      title:
        'an assertion that has expired is AADSTS700024, for another tenant AADSTS700023, of another app AADSTS700021',
    },
  },
  {
    protects:
      'The local identity provider takes client assertions of registered certificates alone',
    file: 'local-entra/src/identity/token/client-authentication.ts',
    find: '.find((candidate) => isNamedBy(headerOf(assertion), candidate))',
    replace: '.find(() => true)',
    test: {
      file: 'local-entra/src/fidelity/confidential-clients.test.ts',
      title:
        'an assertion of a certificate that is not registered, or with a wrong signature: 401 `invalid_client`, AADSTS700027',
    },
  },
  {
    protects: 'The local identity provider exchanges only tokens for the API that presents them',
    file: 'local-entra/src/identity/token/on-behalf-of.ts',
    find: 'return await verifyAccessToken(state, assertion, audience)',
    replace: 'return await verifyAccessToken(state, assertion, [String(decodeJwt(assertion).aud)])',
    test: {
      file: 'local-entra/src/fidelity/on-behalf-of.test.ts',
      title: "a token for another app: `invalid_grant`, AADSTS500131, in Entra's text",
    },
  },
  {
    protects: 'The local identity provider exchanges no token of an app itself',
    file: 'local-entra/src/identity/token/on-behalf-of.ts',
    find: "if (claims['scp'] === undefined) throw new EntraError(7000114, { clientId })",
    replace: '',
    test: {
      file: 'local-entra/src/fidelity/on-behalf-of.test.ts',
      title: 'a token without a user cannot be exchanged: AADSTS7000114',
    },
  },
  {
    protects: 'The local identity provider redeems a device code once',
    file: 'local-entra/src/identity/token/device-code.ts',
    find: 'if (authorization.redeemed) throw new EntraError(54005)',
    replace: '',
    test: {
      file: 'local-entra/src/fidelity/device-code.test.ts',
      title:
        'a device code that is redeemed twice is `invalid_grant`, AADSTS54005, as an authorization code',
    },
  },
  {
    protects: 'The local identity provider takes a user code from its own page alone',
    file: 'local-entra/src/identity/authorize/request.ts',
    find: "core.delete('user_code')",
    replace: '',
    test: {
      file: 'local-entra/src/fidelity/device-code.test.ts',
      title: 'no authorization request can name a user code',
    },
  },
  {
    protects: 'The local identity provider takes one kind of client authentication in a request',
    file: 'local-entra/src/identity/token/client-authentication.ts',
    find: 'if (methods.length > 1) throw new EntraError(9002313)',
    replace: '',
    test: {
      file: 'local-entra/src/fidelity/confidential-clients.test.ts',
      title:
        'a request authenticates in one way, with one client id: anything else is AADSTS9002313',
    },
  },
  {
    protects: 'The local identity provider redeems no code of a browser with a secret',
    file: 'local-entra/src/identity/token/token-request.ts',
    find: "if (platform !== 'web' && authentication !== 'none') throw new EntraError(700025)",
    replace: '',
    test: {
      file: 'local-entra/src/fidelity/confidential-clients.test.ts',
      title:
        'an app with a secret and the platform "Single-page application" redeems the codes of its browser part without the secret, and others with it',
    },
  },
  {
    protects: 'The local identity provider refuses a code verifier without a challenge',
    file: 'local-entra/src/identity/token/authorization-code.ts',
    find: "? optionalField(fields, 'code_verifier')",
    replace: '? undefined',
    test: {
      file: 'local-entra/src/fidelity/confidential-clients.test.ts',
      title:
        'a verifier without a challenge is AADSTS501481: the challenge may have been taken out of the request (RFC 9700 §4.8.2)',
    },
  },
  {
    protects: 'The local identity provider checks the account whenever it issues tokens',
    file: 'local-entra/src/identity/token/token-grant.ts',
    find: 'requireAccess(state, account, { app, authority: authorityOf(tenant) })',
    replace: '',
    test: {
      file: 'local-entra/src/fidelity/token.test.ts',
      title:
        'a code gets no tokens if the account has been disabled since the sign-in, or needs a second factor that was not given',
    },
  },
  {
    protects: 'The local servers read no body of any size into the memory',
    file: 'local-entra/src/server/request-body.ts',
    find: 'if (length > MOST_BODY_BYTES) return undefined',
    replace: '',
    test: {
      file: 'local-entra/src/graph/graph.test.ts',
      title: 'a body of more than 56 KB is 413, %s a length',
    },
  },
  {
    protects: 'The log of the local stack keeps no body of any size',
    file: 'local-entra/src/control/exchange-log.ts',
    find: 'if (length <= MOST_BODY_BYTES) chunks.push(chunk)',
    replace: 'chunks.push(chunk)',
    test: {
      file: 'local-entra/src/control/exchange-log.test.ts',
      title: 'the log keeps no more of a form than a server reads',
    },
  },
  {
    protects: 'Abandoned sign-ins do not fill the memory of the local identity provider',
    file: 'local-entra/src/identity/limited-map.ts',
    find: 'if (this.size > this.#most && oldest !== undefined) this.delete(oldest)',
    replace: '',
    test: {
      file: 'local-entra/src/identity/limited-map.test.ts',
      title: 'a full map drops its oldest entry for a new one',
    },
  },
  {
    protects: 'Abandoned device codes do not fill the memory of the local identity provider',
    file: 'local-entra/src/identity/device/device-codes.ts',
    find: 'new LimitedMap<string, Stored>(MOST_REQUESTS)',
    replace: 'new Map<string, Stored>()',
    test: {
      file: 'local-entra/src/identity/device/device-codes.test.ts',
      title: 'the store has room for a thousand codes',
    },
  },
  {
    protects: 'Only pages of registered apps can read the accounts of the local Microsoft Graph',
    file: 'local-entra/src/graph/graph.ts',
    find: 'if (origin === null || !registry.isAppOrigin(origin)) return',
    replace: 'if (origin === null) return',
    test: {
      file: 'local-entra/src/graph/graph.test.ts',
      title: 'only pages of registered apps can read what Graph answers',
    },
  },
  {
    protects: 'No page can read a device code of the local identity provider',
    file: 'local-entra/src/identity/identity-provider.ts',
    find: "endpointOf(request) === 'device-code' ? {} : tokenCorsHeaders(request, parts.switches)",
    replace: 'tokenCorsHeaders(request, parts.switches)',
    test: {
      file: 'local-entra/src/fidelity/device-code.test.ts',
      title: 'a page cannot read a fault of the endpoint either',
    },
  },
  {
    protects: 'A header does not change the address of the local identity provider at its own port',
    file: 'local-entra/src/server/page-origin.ts',
    find: 'if (!mounted.has(request)) return undefined',
    replace: '',
    test: {
      file: 'local-entra/src/mount.test.ts',
      title:
        'an assertion for the token endpoint of that server is accepted there, and nowhere else',
    },
  },
  {
    protects: 'The local stack does not start in production mode',
    file: 'local-entra/src/local-entra.ts',
    find: "if (environment['NODE_ENV'] !== 'production') return",
    replace: 'return',
    test: { file: 'local-entra/src/local-entra.test.ts', title: 'does not start in production' },
  },
  {
    protects: 'A log of the local stack holds no secret',
    file: 'local-entra/src/control/exchange-log.ts',
    find: 'return SECRETS.has(name.toLowerCase()) ? fingerprint(value) : value',
    replace: 'return value',
    test: {
      file: 'local-entra/src/control/control-server.test.ts',
      title: 'the exchanges can be read, with tokens as their SHA-256',
    },
  },
  {
    protects: 'nginx sends an access token to no server without the right certificate',
    file: 'deploy/hosts/nginx-api.ts',
    find: "'proxy_ssl_verify on;',",
    replace: '',
    test: {
      file: 'deploy/hosts/nginx-trust.test.ts',
      title: 'gets no token when it %s: the response is 502',
    },
  },
  {
    protects: 'nginx verifies the host name of an API at HTTPS',
    file: 'deploy/hosts/nginx-api.ts',
    find: "'proxy_ssl_server_name on;',",
    replace: '',
    test: {
      file: 'deploy/hosts/nginx-trust.test.ts',
      title: 'gets the token, with its own server name and Host, and a private authority',
    },
  },
  {
    protects: 'nginx does not forward cookies of the app’s origin to an API',
    file: 'deploy/hosts/nginx-api.ts',
    find: "  'Cookie',",
    replace: '',
    test: {
      file: 'deploy/hosts/nginx-requests.test.ts',
      title: 'loses its cookies, and the headers that only a proxy may set',
    },
  },
  {
    protects: 'nginx stores no response of an API for another user',
    file: 'deploy/hosts/nginx-api.ts',
    find: "'proxy_cache off;',",
    replace: '',
    test: {
      file: 'deploy/hosts/nginx-requests.test.ts',
      title: 'bypasses the caches and error pages of the surrounding configuration: %s',
    },
  },
  {
    protects: 'register changes nothing without --apply or a confirmation',
    file: 'deploy/registrations/register-command.ts',
    find: "!options.flags.has('apply') && ",
    replace: 'false && ',
    test: {
      file: 'deploy/registrations/register-command.test.ts',
      title: 'changes nothing %s',
    },
  },
  {
    protects: 'register changes only the tenant given by --tenant',
    file: 'deploy/registrations/graph-access.ts',
    find: 'if (wanted === undefined || names.includes(wanted.toLowerCase())) return signedIn',
    replace: 'if (names.length > 0) return signedIn',
    test: {
      file: 'deploy/registrations/register-command.test.ts',
      title: 'changes nothing %s',
    },
  },
  {
    protects: 'Every command stops when npm has taken its options',
    file: 'command-line/options.ts',
    find: 'if (swallowed) return',
    replace: 'if (false) return',
    test: {
      file: 'command-line/command.test.ts',
      title: 'are reported with the right command: %s',
    },
  },
  {
    protects:
      'A command sends nothing to a server with a wrong certificate, even with NODE_TLS_REJECT_UNAUTHORIZED=0',
    file: 'command-line/http.ts',
    find: 'rejectUnauthorized: true, ',
    replace: '',
    test: {
      file: 'command-line/certificate.test.ts',
      title: 'is verified even with NODE_TLS_REJECT_UNAUTHORIZED=0',
    },
  },
  {
    protects: 'A missing permission never leads away from the page by itself',
    file: 'src/auth/access-token.ts',
    find: 'returnTo === undefined || reason.needsConsent',
    replace: 'returnTo === undefined',
    test: {
      file: 'src/auth/access-token.test.ts',
      title: 'that needs consent neither leaves the page nor tries a hidden frame',
    },
  },
  {
    protects: 'A silent sign-in without consent does not end the session',
    file: 'src/auth/sign-in.ts',
    find: "pending?.silent && isAnswer && error.code === 'login_required'",
    replace: 'pending?.silent',
    test: {
      file: 'src/auth/sign-in.test.ts',
      title: 'keeps the session when only a permission is missing',
    },
  },
  {
    protects: 'A sign-in for one API asks for no permission of another (RFC 6749 §3.3)',
    file: 'src/auth/access-token.ts',
    find: 'scopes: reason.isAboutScopes && !isRestored ? requested : scopes,',
    replace: 'scopes: requested,',
    test: {
      file: 'src/auth/access-token.test.ts',
      title: 'which asks for no other permission and returns to the page',
    },
  },
  {
    protects: 'Two APIs with endless claims challenges cause no redirect loop',
    file: 'src/auth/sign-in.ts',
    find: ' && !wasJustChallenged(request.scopes ?? scopes)',
    replace: '',
    test: {
      file: 'src/auth/sign-in.test.ts',
      title:
        'redirects for one claims challenge of each API, and for the next one after five minutes',
    },
  },
  {
    protects: 'A page that requires a role is not opened without it',
    file: 'src/app/routes.tsx',
    find: 'return { ...route, middleware: [guard, ...(route.middleware ?? [])] }',
    replace: 'return guard && route',
    test: {
      file: 'e2e/journeys/roles/missing-role.spec.ts',
      title:
        'without the role there is no link, and the address shows who assigns the role and no data',
    },
  },
  {
    protects: 'A role that is taken away is gone after the next renewal',
    file: 'src/auth/access-token.ts',
    find: '    tab.update(account)\n',
    replace: '',
    test: {
      file: 'e2e/journeys/roles/missing-role.spec.ts',
      title: 'a role that is taken away is gone after the next renewal',
    },
  },
  {
    protects: 'Each API gets only tokens with its own scope',
    file: 'src/api/api.ts',
    find: 'return { title, key, url, scopes: [scope] }',
    replace: 'return { title, key, url, scopes: [config.weatherApi?.scope ?? scope] }',
    test: {
      file: 'e2e/journeys/profile/tokens.spec.ts',
      title:
        'each API gets only tokens for itself: after consent, renewals, a step-up and a reload',
    },
  },
  {
    protects: 'A transcript of a tenant names no claim whose name a tenant chose',
    file: 'deploy/entra-watch/shape.js',
    find: 'filter(([name]) => claims.has(name))',
    replace: "filter(([name]) => name !== '')",
    test: {
      file: 'deploy/entra-watch/walk.test.ts',
      title: 'contains no value, for any response',
    },
  },
  {
    protects: 'A transcript of a tenant contains the form of a value in place of the value',
    file: 'deploy/entra-watch/shape.js',
    find: "?? 'a text'",
    replace: '?? value',
    test: {
      file: 'deploy/entra-watch/walk.test.ts',
      title: 'records no value of a request, a response or a token',
    },
  },
  {
    protects: 'verify:tenant refuses a step with a text that looks like a secret',
    file: 'deploy/entra-watch/walk-server.ts',
    find: 'v.parse(stepSchema, body)',
    replace: 'body as Step',
    test: {
      file: 'deploy/entra-watch/walk.test.ts',
      title: 'refuses %s',
    },
  },
]
