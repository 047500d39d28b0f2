/** What to replace in a file to take something out. */
export interface Edit {
  file: string
  /** What stands in the file, once. */
  find: string
  /** What stands there afterwards. */
  replace: string
}

/** Something that keeps a promise, how to take it out, and the test that fails without it. */
export interface Protection extends Edit {
  /** What holds because of it. */
  protects: string
  /** What does the same in another place, and has to go with it before anything fails. */
  also?: Edit[]
  test: { file: string; title: string }
  /** Where the app keeps its tokens in a journey; session storage unless told. */
  storage?: 'session' | 'memory'
  /** Whether `npm test` leaves it to `npm run test:all`. */
  isLongTail?: true
}

/** @returns all that has to be replaced to take a protection out */
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
      title:
        'is taken when every rule is kept, and refused otherwise (RFC 6749 §3.1, §4.1.2; RFC 9207 §2.4)',
    },
  },
  {
    protects: 'A response in the name of another issuer is refused (RFC 9207 §2.4)',
    file: 'src/auth/authorization-response.ts',
    find: 'if (sender !== null && !isIssuer(sender)) return',
    replace: "if (sender !== null && isIssuer('')) return",
    test: {
      file: 'src/auth/authorization-response.fuzz.test.ts',
      title:
        'is taken when every rule is kept, and refused otherwise (RFC 6749 §3.1, §4.1.2; RFC 9207 §2.4)',
    },
  },
  {
    protects: 'A response without a state is refused (RFC 6749 §10.12)',
    file: 'src/auth/authorization-response.ts',
    find: "if (!parameters.has('state')) return",
    replace: "if (parameters.has('no state')) return",
    test: {
      file: 'src/auth/authorization-response.fuzz.test.ts',
      title:
        'is taken when every rule is kept, and refused otherwise (RFC 6749 §3.1, §4.1.2; RFC 9207 §2.4)',
    },
  },
  {
    protects: 'A grant and a refusal in one response are refused',
    file: 'src/auth/authorization-response.ts',
    find: "if (parameters.has('code') === parameters.has('error')) {",
    replace: "if (parameters.has('never')) {",
    test: {
      file: 'src/auth/authorization-response.fuzz.test.ts',
      title:
        'is taken when every rule is kept, and refused otherwise (RFC 6749 §3.1, §4.1.2; RFC 9207 §2.4)',
    },
  },
  {
    protects: 'A malformed parameter is refused (RFC 6749 appendix A)',
    file: 'src/auth/authorization-response.ts',
    find: 'return /^[\\x20-\\x7e]+$/.test(value)',
    replace: 'return value !== undefined',
    test: {
      file: 'src/auth/authorization-response.fuzz.test.ts',
      title:
        'is taken when every rule is kept, and refused otherwise (RFC 6749 §3.1, §4.1.2; RFC 9207 §2.4)',
    },
  },
  {
    protects: 'Unknown parameters never reach MSAL',
    file: 'src/auth/authorization-response.ts',
    find: '.filter(([name]) => known.has(name))',
    replace: ".filter(([name]) => name !== '')",
    test: {
      file: 'src/auth/authorization-response.fuzz.test.ts',
      title: 'is handed on with the values that were checked, and with no others',
    },
  },
  {
    protects: 'A response anywhere but at the redirect URI is not read',
    file: 'src/auth/authorization-response.ts',
    find: 'return url.pathname === redirectPath && markers.some((name) => parameters.has(name))',
    replace: 'return markers.some((name) => parameters.has(name))',
    test: {
      file: 'src/auth/authorization-response.fuzz.test.ts',
      title: 'leaves nothing of itself in the address (RFC 9700 §4.3.2)',
    },
  },
  {
    protects: 'A response in the query leaves the address',
    file: 'src/auth/authorization-response.ts',
    find: "if ([...markers, consentMarker].some((name) => url.searchParams.has(name))) clean.search = ''",
    replace: '',
    test: {
      file: 'src/auth/authorization-response.fuzz.test.ts',
      title: 'leaves nothing of itself in the address (RFC 9700 §4.3.2)',
    },
  },
  {
    protects: 'A link that reports a refused consent claims nothing else',
    file: 'src/errors/explain.ts',
    find: "if (code === 'consent_refused') return refusedConsent(numbered)",
    replace: '',
    test: { file: 'src/errors/explain.test.ts', title: 'quotes the reason for AADSTS%s' },
  },
  {
    protects: 'The response leaves the address before anything else',
    file: 'src/main.tsx',
    find: "history.replaceState(history.state, '', withoutResponse(address))",
    replace: 'withoutResponse(address)',
    test: {
      file: 'e2e/journeys/sign-in/on-the-wire.spec.ts',
      title: 'the response leaves the address before the app asks for anything',
    },
  },
  {
    protects: 'A response that this tab did not ask for signs nobody in',
    file: 'src/auth/sign-in.ts',
    find: "if (!tab.getActiveAccount()) throw new AuthenticationError('response_refused', message)",
    replace: '',
    test: {
      file: 'e2e/journeys/security/authorization-response.spec.ts',
      title: 'a good answer to somebody else’s sign-in signs nobody in',
    },
  },
  {
    protects: 'A refused response is not redeemed',
    file: 'src/auth/sign-in.ts',
    find: 'if (refusal !== undefined) throw',
    replace: "if (refusal === '') throw",
    test: {
      file: 'e2e/journeys/security/authorization-response.spec.ts',
      title: 'an answer in the name of another issuer is refused before its code is sent',
    },
  },
  {
    protects: 'A response at the page of the hidden frames is sent away',
    file: 'src/auth/msal/redirect.ts',
    find: 'if (window.top === window) location.replace(`./${location.search}`)',
    replace: 'if (window.top === null) location.replace(`./${location.search}`)',
    test: {
      file: 'e2e/journeys/security/answer-in-the-wrong-place.spec.ts',
      title:
        'an answer that is led to the page of the hidden frames is not kept, and ends at the start page',
    },
  },
  {
    protects: 'An ID token for another app is refused (aud)',
    file: 'src/auth/id-token.ts',
    find: "if (aud !== config.clientId) return 'aud'",
    replace: '',
    test: {
      file: 'src/auth/id-token.fuzz.test.ts',
      title: 'lets a token pass that is for this app, of this tenant and in time, and no other',
    },
  },
  {
    protects: 'An ID token of another tenant is refused (tid)',
    file: 'src/auth/id-token.ts',
    find: "if (typeof tid !== 'string' || !isTenantOf(config.authority, tid)) return 'tid'",
    replace: "if (typeof tid !== 'string') return 'tid'",
    test: {
      file: 'src/auth/id-token.fuzz.test.ts',
      title: 'lets a token pass that is for this app, of this tenant and in time, and no other',
    },
  },
  {
    protects: 'An ID token of another issuer is refused (iss)',
    file: 'src/auth/id-token.ts',
    find: '!isIssuer(config, iss, tid)',
    replace: "iss === ''",
    test: {
      file: 'src/auth/id-token.fuzz.test.ts',
      title: 'lets a token pass that is for this app, of this tenant and in time, and no other',
    },
  },
  {
    protects: 'An expired ID token is refused (exp)',
    file: 'src/auth/id-token.ts',
    find: "if (!isStillValid(exp, now)) return 'exp'",
    replace: '',
    test: {
      file: 'src/auth/id-token.fuzz.test.ts',
      title: 'lets a token pass that is for this app, of this tenant and in time, and no other',
    },
  },
  {
    protects: 'A wrong clock is not taken for an expired ID token',
    file: 'src/auth/msal/verify.ts',
    find: 'return findWrongClaim(idTokenClaims, config, await getTrueTime().catch(() => now))',
    replace: 'return wrong',
    test: { file: 'e2e/journeys/session/renewal.spec.ts', title: 'hours off changes nothing' },
  },
  {
    protects: 'A renewal that answers for another person is thrown away',
    file: 'src/auth/msal/verify.ts',
    find: 'if (!isSamePerson(answer.account, account)) {',
    replace: 'if (answer.account === null) {',
    test: {
      file: 'e2e/journeys/session/wrong-answers.spec.ts',
      title: 'a renewal in the background that answers for somebody else changes nothing on screen',
    },
  },
  {
    protects: 'An answer for a forgotten account is not kept',
    file: 'src/auth/msal/verify.ts',
    find: 'if (forgotten.has(account.homeAccountId) || forgotten.has(everyone)) {',
    replace: "if (forgotten.has('')) {",
    test: { file: 'src/auth/msal/verify.test.ts', title: 'is refused, and MSAL forgets it again' },
  },
  {
    protects: 'Refused tokens leave the cache',
    file: 'src/auth/msal/verify.ts',
    find: 'await clear(answer.account)',
    replace: '',
    test: {
      file: 'e2e/journeys/security/id-token.spec.ts',
      title: 'is refused in words and leaves no token behind',
    },
  },
  {
    protects: 'A return path on another origin is not followed',
    file: 'src/auth/return-path.ts',
    find: "return url.origin === origin && !path.startsWith('//') ? path : undefined",
    replace: "return !path.startsWith('//') ? path : undefined",
    test: { file: 'src/auth/return-path.test.ts', title: 'does not follow %j' },
  },
  {
    protects: 'A return path of another app on the origin is not followed',
    file: 'src/auth/return-path.ts',
    find: 'if (!path.startsWith(pathname)) return undefined',
    replace: '',
    test: {
      file: 'src/auth/return-path.test.ts',
      title: 'does not follow %j from an app below a path',
    },
  },
  {
    protects: 'A return path that normalises to //host is not followed',
    file: 'src/auth/return-path.ts',
    find: "url.origin === origin && !path.startsWith('//')",
    replace: 'url.origin === origin',
    test: { file: 'src/auth/return-path.test.ts', title: 'does not follow %j' },
  },
  {
    protects: 'A deep link keeps its fragment',
    file: 'src/auth/return-path.ts',
    find: "return pathname + search + (isShown ? location.hash : '')",
    replace: 'return pathname + search',
    test: {
      file: 'e2e/journeys/sign-in/signing-in.spec.ts',
      title: 'a deep link with query and fragment comes back to itself',
    },
  },
  {
    protects: 'One automatic redirect for each load of the page',
    file: 'src/auth/sign-in.ts',
    find: "if (hasLeftAutomatically || justAnswered || tab.recall('pendingSignIn')) throw reason",
    replace: "if (justAnswered || tab.recall('pendingSignIn')) throw reason",
    test: {
      file: 'e2e/journeys/session/restoring.spec.ts',
      title: 'a redirect that leads nowhere is not repeated by itself on the same page',
    },
  },
  {
    protects: 'No redirect right after an answer',
    file: 'src/auth/sign-in.ts',
    find: "if (hasLeftAutomatically || justAnswered || tab.recall('pendingSignIn')) throw reason",
    replace: "if (hasLeftAutomatically || tab.recall('pendingSignIn')) throw reason",
    test: {
      file: 'e2e/journeys/session/restoring.spec.ts',
      title: 'an API that accepts no token at all costs one sign-in, and then there is a message',
    },
  },
  {
    protects: 'Back from the sign-in page does not lead there again',
    file: 'src/auth/sign-in.ts',
    find: "if (hasLeftAutomatically || justAnswered || tab.recall('pendingSignIn')) throw reason",
    replace: 'if (hasLeftAutomatically || justAnswered) throw reason',
    test: {
      file: 'e2e/journeys/errors/provider-failing.spec.ts',
      title: 'while it is down, whoever comes back gets words and not the dead address again',
    },
  },
  {
    protects: 'The sign-in after a sign-out asks who it is',
    file: 'src/auth/sign-in.ts',
    find: "(tab.recall('signedOut') ? 'select_account' : undefined)",
    replace: 'undefined',
    test: {
      file: 'e2e/journeys/session/end.spec.ts',
      title: 'with the identity provider down, signing out still clears every tab',
    },
  },
  {
    protects: 'Sign-out empties the tab first',
    file: 'src/auth/sign-out.ts',
    find: `    tab.empty()
    state.set({ status: 'unknown' })
    leaving =`,
    replace: `    state.set({ status: 'unknown' })
    leaving =`,
    test: {
      file: 'src/auth/sign-out.test.ts',
      title: 'empties the tab and tells the others at once, before anything is asked of MSAL',
    },
  },
  {
    protects: 'Sign-out reaches the other tabs',
    file: 'src/auth/sign-out.ts',
    find: 'if (account) marks.markSignedOut(account.homeAccountId)',
    replace: '',
    test: {
      file: 'e2e/journeys/session/end.spec.ts',
      title:
        'a sign-out in one tab is over within a second in all of them, the copied one included',
    },
  },
  {
    protects: 'Sign-out ends the session at the identity provider',
    file: 'src/auth/msal/client.ts',
    find: 'await (await redirects()).logoutRedirect({ account: account ?? null })',
    replace: "location.replace('/')",
    test: {
      file: 'e2e/journeys/sign-in/signing-out.spec.ts',
      title: 'signing out ends the session at the identity provider too',
    },
  },
  {
    protects: 'A tab of a signed-out account is emptied',
    file: 'src/auth/sign-out.ts',
    find: 'if (isOver) return endHere()',
    replace: '',
    test: {
      file: 'e2e/journeys/session/end.spec.ts',
      title:
        'a sign-out in one tab is over within a second in all of them, the copied one included',
    },
  },
  {
    protects: 'Accounts signed out elsewhere are dropped before anything is shown',
    file: 'src/auth/session.ts',
    find: 'if (!response || isSilent) await signOut.dropSignedOut()',
    replace: '',
    test: {
      file: 'e2e/journeys/session/end.spec.ts',
      title: 'a tab that comes Back from the sign-in page after a sign-out elsewhere shows nothing',
    },
  },
  {
    protects: 'MSAL React redeems no code that stands in the address',
    file: 'src/auth/msal/client.ts',
    find: '{ handleRedirectPromise: { value: noRedirect } }',
    replace: '{ noRedirect: { value: noRedirect } }',
    test: {
      file: 'e2e/journeys/security/answer-in-the-wrong-place.spec.ts',
      title:
        'an answer at another page than the redirect URI is not read, though its state is right (RFC 6749 §3.1.2)',
    },
  },
  {
    protects: 'MSAL React hears of an account that is forgotten',
    file: 'src/auth/msal/verify.ts',
    find: 'msal.setActiveAccount(msal.getActiveAccount())',
    replace: '',
    test: {
      file: 'e2e/journeys/session/msal-react.spec.ts',
      title:
        'the hooks follow the session to another account and back, and forget one that is removed',
    },
  },
  {
    protects: 'After a switch of accounts MSAL has tokens of the new one, on every page',
    file: 'src/auth/keep-alive.ts',
    find: 'if (activeId !== accountId) startFor(activeId)',
    replace: '',
    storage: 'memory',
    test: {
      file: 'e2e/journeys/session/msal-react.spec.ts',
      title:
        'the hooks follow the session to another account and back, and forget one that is removed',
    },
  },
  {
    protects: 'A page from the back/forward cache is covered until it was checked',
    file: 'src/auth/keep-alive.ts',
    find: 'documentElement.hidden = persisted',
    replace: 'documentElement.hidden = false',
    test: {
      file: 'e2e/journeys/session/cached-pages.spec.ts',
      title: 'Back after signing out shows nothing, though the page was kept',
    },
  },
  {
    protects: 'A front-channel sign-out needs a session id',
    file: 'src/front-channel-sign-out.ts',
    find: 'if (/^[\\w.-]{1,128}$/.test(sid)) createSignOutMarks(window).markSessionEnded(sid)',
    replace: '',
    test: {
      file: 'e2e/journeys/session/front-channel.spec.ts',
      title:
        'a sign-out at the identity provider ends the tabs of that session (OpenID Connect Front-Channel Logout 1.0)',
    },
  },
  {
    protects: 'A silent sign-in that was under way ends with the session',
    file: 'src/auth/session.ts',
    find: 'const isOver = isSilent && !tab.getActiveAccount()',
    replace: 'const isOver = false',
    test: {
      file: 'e2e/journeys/session/restoring.spec.ts',
      title: 'a silent sign-in that was under way when another tab signed out comes to nothing',
    },
    storage: 'memory',
  },
  {
    protects: 'However many ask, there is one token request',
    file: 'src/auth/access-token.ts',
    find: `    const shared = underWay.get(key)
    if (shared) return shared
`,
    replace: '',
    test: {
      file: 'src/auth/access-token.test.ts',
      title: 'takes one request for all who ask at the same time',
    },
  },
  {
    protects: 'A token that arrives after the session changed hands is not used',
    file: 'src/auth/access-token.ts',
    find: `      requireActiveAccount(account)
      stopWaiting()`,
    replace: '      stopWaiting()',
    test: {
      file: 'src/auth/access-token.test.ts',
      title: 'is not given to a session that has ended or changed accounts meanwhile',
    },
  },
  {
    protects: 'A frame that got no answer is not waited for again',
    file: 'src/auth/access-token.ts',
    find: "if (tab.recall('frameTimedOut')) throw timedOut()",
    replace: '',
    test: {
      file: 'e2e/journeys/session/restoring.spec.ts',
      title: 'a frame that gets no answer is waited for once, and then never again in that tab',
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
        'a frame that gets no answer because the identity provider is down leads to words, not to it',
    },
  },
  {
    protects: 'After a reload in memory mode the person is not sent to the sign-in page',
    file: 'src/auth/access-token.ts',
    find: "...(isRestored && { prompt: 'none' }),",
    replace: '',
    test: {
      file: 'e2e/journeys/session/restoring.spec.ts',
      title:
        'a reload after the session has ended leads to words and a button, not to the sign-in page',
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
      title: 'a hidden tab asks for nothing, and catches up when it is looked at',
    },
  },
  {
    protects: 'An offline tab renews nothing',
    file: 'src/auth/keep-alive.ts',
    find: 'if (isDue && (await checkConnection())) return',
    replace: '',
    test: {
      file: 'e2e/journeys/session/renewal.spec.ts',
      title: 'an offline tab waits for the connection',
    },
  },
  {
    protects: 'The refresh token is replaced before its day is over',
    file: 'src/auth/keep-alive.ts',
    find: `    await extendIfNeeded()
`,
    replace: '',
    test: {
      file: 'e2e/journeys/session/wall.spec.ts',
      title: 'before its day is over the refresh token is replaced, and nobody notices',
    },
  },
  {
    protects: 'A session that has ended is not asked for every minute',
    file: 'src/auth/keep-alive.ts',
    find: `if (isEnded) return
    const wait`,
    replace: 'const wait',
    test: {
      file: 'e2e/journeys/session/wall.spec.ts',
      title: 'a session that has ended is not asked for every minute',
    },
  },
  {
    protects: 'A clock that is set back does not stop the renewal',
    file: 'src/auth/keep-alive.ts',
    find: 'if (Date.now() < checkedAt) dueAt = 0',
    replace: '',
    test: {
      file: 'e2e/journeys/session/renewal.spec.ts',
      title: 'a clock that is set back in the middle of it all changes nothing',
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
        'when the warning is not answered, every tab is signed out, and the next sign-in asks who it is',
    },
  },
  {
    protects: 'Who wakes a device that slept too long comes too late',
    file: 'src/auth/idle.ts',
    find: 'if (lastActivity() + allowed > Date.now()) note(Date.now())',
    replace: 'note(Date.now())',
    test: {
      file: 'e2e/journeys/session/idle.spec.ts',
      title: 'who wakes a device that slept for too long comes too late to stay',
    },
  },
  {
    protects: 'A tab brought back after too long shows nothing',
    file: 'src/auth/idle.ts',
    find: 'if (session.getActiveAccount() && isOver && !isBack) return signOut()',
    replace: '',
    test: {
      file: 'e2e/journeys/session/idle.spec.ts',
      title: 'a tab that is brought back after too long shows nothing of the last session',
    },
  },
  {
    protects: 'Memory mode keeps no token in storage',
    file: 'src/auth/msal/configure.ts',
    find: 'tokens: await create(BrowserCacheLocation.MemoryStorage)',
    replace: 'tokens: await create(BrowserCacheLocation.SessionStorage)',
    test: {
      file: 'e2e/journeys/security/leaks.spec.ts',
      title: 'from sign-in over a reload to sign-out, no code and no token is where it may not be',
    },
    storage: 'memory',
  },
  {
    protects: 'The app announces that it answers claims challenges (CP1)',
    file: 'src/auth/msal/configure.ts',
    find: "clientCapabilities: ['CP1'],",
    replace: '',
    test: {
      file: 'e2e/journeys/sign-in/on-the-wire.spec.ts',
      title: 'the authorization request is authorization code with PKCE S256, as a public client',
    },
  },
  {
    protects: 'The token endpoint is never followed elsewhere',
    file: 'src/auth/msal/network.ts',
    find: "redirect: 'error',",
    replace: "redirect: 'follow',",
    test: {
      file: 'src/auth/msal/network.test.ts',
      title: 'takes its code to no other address by a redirect',
    },
  },
  {
    protects: 'A token endpoint that never answers is given up',
    file: 'src/auth/msal/network.ts',
    find: 'const limits = { timeout: 10_000,',
    replace: 'const limits = { timeout: 1e9,',
    test: {
      file: 'e2e/journeys/errors/provider-failing.spec.ts',
      title: 'a token endpoint that never answers is given up after ten seconds',
    },
  },
  {
    protects: 'An endless answer of the token endpoint is cut off',
    file: 'src/auth/msal/network.ts',
    find: 'maxBytes: 1024 * 1024 }',
    replace: 'maxBytes: 1e12 }',
    test: {
      file: 'src/auth/msal/network.test.ts',
      title: 'is given up when the answer is larger than tokens can be',
    },
  },
  {
    protects: 'An identity provider that asks for a pause is left alone',
    file: 'src/auth/msal/network.ts',
    find: '    keepPause(pause, options.correlationId)\n',
    replace: '',
    test: {
      file: 'src/auth/msal/network.test.ts',
      title: 'is not sent before the time that the last answer asked for',
    },
  },
  {
    protects: 'MSAL reads no Retry-After',
    file: 'src/auth/msal/network.ts',
    find: "const { 'retry-after': _, ...headers } =",
    replace: 'const headers =',
    test: {
      file: 'src/auth/msal/network.test.ts',
      title: 'is not sent before the time that the last answer asked for',
    },
  },
  {
    protects: 'A busy identity provider costs nobody the account',
    file: 'src/auth/msal/network.ts',
    find: 'if (status === 429 || status >= 500) {',
    replace: 'if (status === 0) {',
    test: {
      file: 'e2e/journeys/errors/provider-failing.spec.ts',
      title: 'costs nobody the account: the app counts down and goes on',
    },
  },
  {
    protects: 'A write is never sent twice',
    file: 'src/http/request.ts',
    find: "return ['GET', 'PUT', 'DELETE'].includes(method)",
    replace: "return method !== ''",
    test: { file: 'src/api/api.test.ts', title: 'is never sent twice after a %i' },
  },
  {
    protects: 'A write does not leave the page',
    file: 'src/api/api.ts',
    find: "...(method === 'GET' && { returnTo }),",
    replace: 'returnTo,',
    test: {
      file: 'src/api/api.test.ts',
      title:
        'does not leave the page when the user is needed: the caller still has what was to be written',
    },
  },
  {
    protects: 'A path of an API cannot lead to another host',
    file: 'src/api/api.ts',
    find: 'if (!isWithin) throw',
    replace: "if (path === '-') throw",
    test: { file: 'src/api/api.test.ts', title: 'cannot lead to %j' },
  },
  {
    protects: 'Each API gets a token for its own scopes',
    file: 'src/auth/access-token.ts',
    find: 'const key = JSON.stringify([account.homeAccountId, asked, claims, forceRefresh])',
    replace: 'const key = JSON.stringify([account.homeAccountId, claims, forceRefresh])',
    test: {
      file: 'src/auth/access-token.test.ts',
      title: 'is another one for the scopes of another API',
    },
  },
  {
    protects: 'A claims challenge must be well-formed',
    file: 'src/api/claims-challenge.ts',
    find: '.find(isClaimsRequest)',
    replace: '.find((claims) => claims !== undefined)',
    test: {
      file: 'src/api/claims-challenge.fuzz.test.ts',
      title: 'gives a claims request that an identity provider can read, or nothing',
    },
  },
  {
    protects: 'Claims of a challenge for another kind of token are not asked for (RFC 9110 §11.3)',
    file: 'src/http/challenges.ts',
    find: ".filter(({ scheme }) => scheme === 'bearer')",
    replace: ".filter(({ scheme }) => scheme !== '')",
    test: { file: 'src/api/claims-challenge.test.ts', title: 'finds none in %j' },
  },
  {
    protects: 'The browser’s cache answers no request with an access token',
    file: 'src/http/request.ts',
    find: 'accessToken === undefined ? send(cache) : keepPreflight(url, method, send)',
    replace: "accessToken === undefined ? send(cache) : keepPreflight(url, 'POST', send)",
    test: {
      file: 'e2e/journeys/session/kept-answers.spec.ts',
      title:
        'a forecast that one account may keep is not shown to the account that is switched to, nor in another tab',
    },
  },
  {
    protects: 'An address is asked through the cache only while the server says no-store',
    file: 'src/http/keep-preflight.ts',
    find: 'if (isNeverStored) return response',
    replace: 'if (isNeverStored || response.ok) return response',
    test: {
      file: 'src/http/keep-preflight.test.ts',
      title: 'it asks once more, and trusts the address no longer',
    },
  },
  {
    protects: 'A bearer token is not redirected elsewhere (RFC 6750 §5.3)',
    file: 'src/http/request.ts',
    find: "redirect: accessToken === undefined ? 'follow' : 'manual'",
    replace: "redirect: 'follow'",
    test: {
      file: 'src/http/request.test.ts',
      title: 'never follows a redirect with an access token',
    },
  },
  {
    protects: 'An API that never answers is given up',
    file: 'src/http/request.ts',
    find: 'return withinTime(url, timeout, signal, (limit) => {',
    replace: 'return withinTime(url, 1e9 + timeout, signal, (limit) => {',
    test: { file: 'src/http/request.test.ts', title: 'gives up when the answer takes too long' },
  },
  {
    protects: 'An answer that is too large is cut off',
    file: 'src/http/request.ts',
    find: 'if (bytes > maxBytes) {',
    replace: 'if (bytes > 1e12) {',
    test: {
      file: 'src/http/request.test.ts',
      title: 'stops reading a body that is larger than allowed',
    },
  },
  {
    protects: 'An answer that is not JSON is refused',
    file: 'src/http/request.ts',
    find: "if (type !== '' && !jsonTypes.test(type)) {",
    replace: "if (type === '-') {",
    test: {
      file: 'src/http/request.test.ts',
      title: 'tells an answer that is not JSON from one that never came',
    },
  },
  {
    protects: 'A long Retry-After is left to the person',
    file: 'src/http/retry.ts',
    find: 'return pauseAskedFor(error) <= longestPause',
    replace: 'return true',
    test: {
      file: 'src/http/retry.test.ts',
      title: 'is left to the person when the server asks for a long pause',
    },
  },
  {
    protects: 'Only passing failures are retried',
    file: 'src/http/retry.ts',
    find: '!error.passesSoon) return false',
    replace: 'error.status === 0) return false',
    test: { file: 'src/http/retry.test.ts', title: 'is not sent again after a %i' },
  },
  {
    protects: 'Leaving the page aborts the request',
    file: 'src/api/api.ts',
    find: 'signal: navigation?.signal,',
    replace: '',
    test: {
      file: 'e2e/journeys/errors/api-failing.spec.ts',
      title: 'whoever leaves the page takes the request along',
    },
  },
  {
    protects: 'A refused token is replaced once',
    file: 'src/api/api.ts',
    find: 'return claims === undefined ? { forceRefresh: true } : { claims }',
    replace: 'return claims === undefined ? undefined : { claims }',
    test: {
      file: 'e2e/journeys/errors/api-failing.spec.ts',
      title: 'an API that refuses the token gets one new one, and then the person is asked',
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
        'a token that the API finds too old (continuous access evaluation) is replaced without a word',
    },
  },
  {
    protects: 'After a 403 the next attempt takes a new token',
    file: 'src/api/api.ts',
    find: 'await attempt({ forceRefresh: forbidden.has(call) })',
    replace: 'await attempt({})',
    test: {
      file: 'e2e/journeys/errors/api-failing.spec.ts',
      title: 'whoever lacks the permission is not sent to sign in, and gets it without doing so',
    },
  },
  {
    protects: 'An old forecast is shown to its own account alone',
    file: 'src/forecast/forecast.ts',
    find: 'if (!last || accountId !== last.accountId || !isPassing(failure)) throw failure',
    replace: 'if (!last || !isPassing(failure)) throw failure',
    test: {
      file: 'e2e/journeys/session/accounts.spec.ts',
      title: 'shows that, and not the data of the one before',
    },
    also: [
      {
        file: 'src/forecast/forecast.ts',
        find: `    if (accountIdOf(session) !== last?.accountId) last = undefined
`,
        replace: '',
      },
    ],
  },
  {
    protects: 'A day that is not in the calendar is refused',
    file: 'src/forecast/forecast.ts',
    find: `  v.check(isInCalendar),
`,
    replace: '',
    test: {
      file: 'src/forecast/forecast.fuzz.test.ts',
      title: 'gives entries that can be shown, or refuses in words',
    },
  },
  {
    protects: 'A protected page lets nobody in unasked',
    file: 'src/app/routes.tsx',
    find: 'if (session.getActiveAccount()) return',
    replace: "if (session.getState().status !== 'unknown') return",
    test: {
      file: 'e2e/journeys/sign-in/signing-in.spec.ts',
      title: 'whoever comes Back from the sign-in page is not thrown there again',
    },
  },
  {
    protects: 'A missing script costs one reload, not a loop',
    file: 'src/errors/app-errors.ts',
    find: 'if (marked === import.meta.url || !(await isHostUp())) return false',
    replace: 'if (!(await isHostUp())) return false',
    test: {
      file: 'e2e/journeys/errors/starting.spec.ts',
      title: 'a script that is gone for good costs one reload, and then there are words',
    },
  },
  {
    protects: 'A new deployment is taken by a reload',
    file: 'src/errors/app-errors.ts',
    find: `location.reload()
`,
    replace: `
`,
    test: {
      file: 'e2e/journeys/errors/starting.spec.ts',
      title: 'a deployment in the middle of a visit goes unnoticed: the page takes the new version',
    },
  },
  {
    protects: 'The focus moves to the new page',
    file: 'src/app/layout.tsx',
    find: 'if (hasMoved || isLost)',
    replace: 'if (isLost)',
    test: {
      file: 'e2e/journeys/pages/keyboard.spec.ts',
      title: 'someone signs in, looks around and signs out without a mouse',
    },
  },
  {
    protects: 'A passing failure is tried again by itself',
    file: 'src/errors/passing.ts',
    find: 'return { at: since + Math.max(seconds, shortestPause) * 1000, whenOnline }',
    replace: 'return { whenOnline }',
    test: {
      file: 'src/errors/passing.test.ts',
      title: 'tries again by itself after %s, in %i seconds',
    },
  },
  {
    protects: 'The flow shows no secret',
    file: 'src/flow/redact.ts',
    find: 'return { name, value: isSwitch ? value : redact(value) }',
    replace: 'return { name, value }',
    test: {
      file: 'src/flow/recorder.test.ts',
      title: 'keeps no code, verifier, token, state or nonce',
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
    protects: 'In memory mode the flow outlives no page',
    file: 'src/flow/step-log.ts',
    find: 'const mayKeep = ({ kind }: FlowStep) => !inMemory || kindsWithoutAnswer.has(kind)',
    replace: 'const mayKeep = (_: FlowStep) => inMemory || !inMemory',
    test: { file: 'e2e/journeys/flow/flow.spec.ts', title: 'the steps outlive no page' },
    storage: 'memory',
  },
  {
    protects: 'Plain http is for loopback alone',
    file: 'src/config/config.ts',
    find: "url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))",
    replace: "url.protocol === 'https:' || url.protocol === 'http:'",
    test: { file: 'deploy/configure/settings.test.ts', title: 'refuses %j: %s' },
  },
  {
    protects: 'A path of the API stays on this origin',
    file: 'src/config/config.ts',
    find: 'return /^\\/(?![/\\\\])[\\x21-\\x7e]*$/.test(value)',
    replace: "return value.startsWith('/')",
    test: {
      file: 'src/config/config.test.ts',
      title: 'refuses to send a bearer token to %j',
    },
  },
  {
    protects: 'An address with credentials is refused',
    file: 'src/config/config.ts',
    find: 'if (url === undefined || hasCredentials(url)) return false',
    replace: 'if (url === undefined) return false',
    test: {
      file: 'src/config/config.test.ts',
      title: 'refuses to send a bearer token to %j',
    },
  },
  {
    protects: 'An unknown setting is a fault',
    file: 'src/config/config.ts',
    find: 'const configSchema = v.strictObject({',
    replace: 'const configSchema = v.object({',
    test: { file: 'deploy/configure/settings.test.ts', title: 'refuses %j: %s' },
  },
  {
    protects: 'No inline script runs (script-src)',
    file: 'deploy/hosts/content-security-policy.ts',
    find: "`script-src 'self' ${inline.scripts.join(' ')}`.trim(),",
    replace: "`script-src 'self' 'unsafe-inline'`,",
    test: {
      file: 'deploy/hosts/content-security-policy.test.ts',
      title: 'names the host of %s and nothing wider',
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
      title: 'refuses framing, except of the redirect page by the app itself',
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
      title: 'demands Trusted Types and allows none: %s',
    },
  },
  {
    protects: 'A form leads nowhere (form-action)',
    file: 'deploy/hosts/content-security-policy.ts',
    find: `    \`form-action 'none'\`,
    \`frame-ancestors 'none'\``,
    replace: "    `frame-ancestors 'none'`",
    test: {
      file: 'e2e/journeys/security/headers.spec.ts',
      title:
        'the policy of the pages lets in this origin, this identity provider and this API, and nothing else',
    },
  },
  {
    protects: 'No base element moves the scripts (base-uri)',
    file: 'deploy/hosts/content-security-policy.ts',
    find: `    \`base-uri 'none'\`,
    \`object-src 'none'\``,
    replace: "    `object-src 'none'`",
    test: {
      file: 'e2e/journeys/security/content-security-policy.spec.ts',
      title: 'markup that got into the document runs nothing and draws nothing',
    },
  },
  {
    protects: 'Another window keeps no handle on the app (COOP)',
    file: 'deploy/hosts/static-web-app.ts',
    find: `'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross`,
    replace: "'Cross",
    test: {
      file: 'deploy/hosts/static-web-app.test.ts',
      title: 'lets only the app frame the redirect page, and severs it from no opener',
    },
  },
  {
    protects: 'Browsers guess no types (nosniff)',
    file: 'deploy/hosts/static-web-app.ts',
    find: "'X-Content-Type-Options': 'nosniff',",
    replace: '',
    test: {
      file: 'deploy/hosts/static-web-app.test.ts',
      title: 'sends the security headers with %s',
    },
  },
  {
    protects: 'No address leaves in a referrer',
    file: 'deploy/hosts/static-web-app.ts',
    find: "'Referrer-Policy': 'no-referrer',",
    replace: '',
    test: {
      file: 'deploy/hosts/static-web-app.test.ts',
      title: 'sends the security headers with %s',
    },
  },
  {
    protects: 'A missing file is a 404 and not the app',
    file: 'deploy/hosts/static-web-app.ts',
    find: `        '/assets/*',
        '/config.json',`,
    replace: "        '/config.json',",
    test: {
      file: 'deploy/hosts/static-web-app.test.ts',
      title: 'answers %s with 404 when it is not there',
    },
  },
  {
    protects: 'The page of the hidden frames may be framed by this origin alone',
    file: 'deploy/hosts/content-security-policy.ts',
    find: "return framedPagePolicy(`'self'`)",
    replace: "return framedPagePolicy('*')",
    test: {
      file: 'deploy/hosts/content-security-policy.test.ts',
      title: 'refuses framing, except of the redirect page by the app itself',
    },
  },
  {
    protects: 'The sign-in link works before any script',
    file: 'index.html',
    find: '<a class="button" id="sign-in" href="%VITE_HOME_PATH%">Sign in</a>',
    replace: '<a class="button" id="sign-in">Sign in</a>',
    test: {
      file: 'e2e/journeys/sign-in/signing-in.spec.ts',
      title: 'the sign-in link works before any script has come',
    },
  },
  {
    protects: 'The signed-out page does not flash on the way back',
    file: 'index.html',
    find: 'const hasResponse = /[#&](?:code|error|state)=/.test(location.hash)',
    replace: 'const hasResponse = false',
    test: {
      file: 'e2e/journeys/sign-in/signing-in.spec.ts',
      title: 'the signed-out page is never shown on the way back from sign-in or at a reload',
    },
  },
  {
    protects: 'When the script does not come, the page says so',
    file: 'index.html',
    find: "if (target.localName === 'script' && dataset.page === 'app') dataset.page = 'stopped'",
    replace: '',
    test: {
      file: 'e2e/journeys/errors/starting.spec.ts',
      title: 'the app says that it could not be loaded',
    },
  },
  {
    protects: 'Without JavaScript the page says what it needs',
    file: 'index.html',
    find: `<p role="alert">
              Signing in needs`,
    replace: `<p>
              Signing in needs`,
    test: {
      file: 'e2e/journeys/sign-in/browser-refusing.spec.ts',
      title: 'every page says that signing in needs it',
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
    protects: 'The API accepts RS256 alone',
    file: 'weather-api/verify-access-token.ts',
    find: `      algorithms: ['RS256'],
`,
    replace: '',
    test: {
      file: 'weather-api/faulty-tokens.test.ts',
      title:
        'a token that the right key has signed by %s is refused: one algorithm is enough (RFC 8725 §3.1)',
    },
  },
  {
    protects: 'The API asks for the scope',
    file: 'weather-api/require-access.ts',
    find: "if (!words(payload['scp']).includes(requiredScope)) return context.body(null, 403)",
    replace: '',
    test: {
      file: 'weather-api/faulty-tokens.test.ts',
      title: 'a scope claim with %s',
    },
  },
  {
    protects: 'The API outlives an outage of the identity provider',
    file: 'weather-api/authority.ts',
    find: '    cacheMaxAge: DAY,\n',
    replace: '',
    test: {
      file: 'weather-api/signing-keys.test.ts',
      title:
        'during an outage the API uses the keys it knows for a day, then answers 503 until the authority is back',
    },
  },
  {
    protects: 'The API stops trusting a withdrawn key',
    file: 'weather-api/authority.ts',
    find: 'keys.reload().catch((error: unknown) => report(reasonOf(error)))',
    replace: '',
    test: {
      file: 'weather-api/signing-keys.test.ts',
      title: 'the API refuses a withdrawn key after an hour, although no token names another',
    },
  },
  {
    protects: 'Nobody keeps an answer of the API',
    file: 'weather-api/weather-api.ts',
    find: "context.header('Cache-Control', 'no-store')",
    replace: '',
    test: {
      file: 'weather-api/weather-api.test.ts',
      title: 'a token with the scope reads the forecast of five days, from tomorrow on',
    },
  },
  {
    protects: 'The local identity provider asks for PKCE',
    file: 'local-entra/identity/authorize/rules/require-pkce.ts',
    find: 'if (!challenge) throw new EntraError(9002325)',
    replace: 'if (!challenge) return',
    test: {
      file: 'local-entra/identity/authorize/authorization-rules.test.ts',
      title: '%s is told to the app',
    },
  },
  {
    protects: 'The local identity provider compares the verifier',
    file: 'local-entra/identity/token/redeem-authorization-code.ts',
    find: 'if (s256(verifier) !== code.codeChallenge) throw new EntraError(501481)',
    replace: '',
    test: {
      file: 'local-entra/identity/conformance.test.ts',
      title: 'oidcc-ensure-request-with-valid-pkce-succeeds, and with another verifier does not',
    },
  },
  {
    protects: 'The local identity provider redeems a code once',
    file: 'local-entra/identity/token/redeem-authorization-code.ts',
    find: 'if (issued.redeemed) throw new EntraError(54005)',
    replace: '',
    test: {
      file: 'local-entra/identity/conformance.test.ts',
      title: '%s: a code is refused the second time',
    },
  },
  {
    protects: 'The local stack refuses production mode',
    file: 'local-entra/server/refuse-production.ts',
    find: "if (environment['NODE_ENV'] !== 'production') return",
    replace: 'return',
    test: { file: 'local-entra/local-stack.test.ts', title: 'does not start in production' },
  },
  {
    protects: 'A log of the local stack holds no secret',
    file: 'local-entra/control/redact.ts',
    find: 'return SECRET.has(name.toLowerCase()) ? fingerprint(value) : value',
    replace: 'return value',
    test: {
      file: 'local-entra/control/control-server.test.ts',
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
      title: 'gets no token when it %s: the answer is 502',
    },
  },
  {
    protects: 'nginx asks an API at https for its name',
    file: 'deploy/hosts/nginx-api.ts',
    find: "'proxy_ssl_server_name on;',",
    replace: '',
    test: {
      file: 'deploy/hosts/nginx-trust.test.ts',
      title:
        'gets the token when it is asked for its name, at its own Host, with a private authority',
    },
  },
  {
    protects: 'nginx keeps the cookies of the app’s origin from an API',
    file: 'deploy/hosts/nginx-api.ts',
    find: "  'Cookie',",
    replace: '',
    test: {
      file: 'deploy/hosts/nginx-requests.test.ts',
      title: 'takes no cookie along, and nothing that only a proxy may say',
    },
  },
  {
    protects: 'nginx keeps no answer of an API for another user',
    file: 'deploy/hosts/nginx-api.ts',
    find: "'proxy_cache off;',",
    replace: '',
    test: {
      file: 'deploy/hosts/nginx-requests.test.ts',
      title: 'is answered by the API alone, with this in the configuration around: %s',
    },
  },
  {
    protects: 'register changes no tenant without --apply or a yes',
    file: 'deploy/registrations/register-command.ts',
    find: "!options.flags.has('apply') && ",
    replace: 'false && ',
    test: {
      file: 'deploy/registrations/register-command.test.ts',
      title: 'changes nothing %s',
    },
  },
  {
    protects: 'register changes no other tenant than the one that is meant',
    file: 'deploy/registrations/graph-access.ts',
    find: 'if (wanted === undefined || names.includes(wanted.toLowerCase())) return place',
    replace: 'if (names.length > 0) return place',
    test: {
      file: 'deploy/registrations/register-command.test.ts',
      title: 'changes nothing %s',
    },
  },
  {
    protects: 'An option that npm took for itself stops every command',
    file: 'command-line/options.ts',
    find: 'if (swallowed) return',
    replace: 'if (false) return',
    test: { file: 'command-line/command.test.ts', title: 'are named: %s' },
  },
  {
    protects:
      'A command sends nothing to a server without the right certificate, with NODE_TLS_REJECT_UNAUTHORIZED=0 too',
    file: 'command-line/http.ts',
    find: 'rejectUnauthorized: true, ',
    replace: '',
    test: {
      file: 'command-line/certificate.test.ts',
      title: 'is verified with NODE_TLS_REJECT_UNAUTHORIZED=0 too',
    },
  },
]
