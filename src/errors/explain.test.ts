import { describe, expect, it } from 'vitest'
import { ApiError, type ApiDescription } from '../api/api-error.ts'
import { MissingAccessError } from '../auth/access.ts'
import { AuthenticationError } from '../auth/errors.ts'
import { appName } from '../config/app.ts'
import { ConfigError } from '../config/config.ts'
import { parseChallenges } from '../http/challenges.ts'
import {
  HttpStatusError,
  NetworkError,
  TimeoutError,
  UnreadableResponseError,
  type UnreadableReason,
} from '../http/http-errors.ts'
import { ConfigUnreachableError, NoSuchPageError } from './app-errors.ts'
import { apiErrors, apiRefusals, claimsDemanded, forbiddenFor } from './catalogue/api.ts'
import { appErrors, authErrors } from './catalogue/app.ts'
import { entraErrors } from './catalogue/entra.ts'
import { msalErrors } from './catalogue/msal.ts'
import { oauthErrors, suberrors } from './catalogue/oauth.ts'
import { requestFor } from './cause.ts'
import { explain, findEntry, findEntryByNumber } from './explain.ts'
import type { ErrorContext } from './fill-in.ts'
import { writeMessage } from './message.ts'
import { failureReport, lineFor } from './report.ts'

const invoices: ApiDescription = {
  title: 'invoice service',
  key: 'apis.invoices',
  url: 'https://invoices.example/invoices',
  scopes: ['api://invoices/read'],
}
const orders: ApiDescription = {
  title: 'order service',
  key: 'apis.orders',
  url: '/orders',
  scopes: ['api://orders/read', 'api://orders/cancel'],
}
const context: ErrorContext = {
  origin: 'https://app.example',
  config: {
    authority: 'https://login.microsoftonline.com/contoso.example',
    clientId: '11111111-2222-3333-4444-555555555555',
  },
  apis: [invoices, orders],
  home: { title: 'start page', path: '/start' },
}
const circumstances = { context, isSignedIn: true }

const correlationId = 'aaaaaaaa-0000-4000-8000-000000000001'
const traceId = 'bbbbbbbb-0000-4000-8000-000000000002'

/** An error of Entra that names the user, with planted secrets. */
const notAssigned = new AuthenticationError(
  'invalid_grant',
  `AADSTS50105: The signed in user 'sunny.day@app.example' is not assigned. eyJhbGciOi.canary.token\r\nTrace ID: ${traceId}\r\nCorrelation ID: ${correlationId}\r\nTimestamp: 2026-03-16 11:00:48Z`,
  { suberror: 'message_only', correlationId },
)
const refusedByApi = new HttpStatusError(
  'https://api.example/orders',
  401,
  new Headers({
    'WWW-Authenticate':
      'Bearer error="invalid_token", error_description="The audience \'x\' is invalid", claims="canary-claims"',
    'Set-Cookie': 'canary-cookie',
  }),
)
const forbidden = new HttpStatusError('/orders', 403, new Headers())
const adminConsentUrl = 'https://login.microsoftonline.com/contoso.example/v2.0/adminconsent?'
const canaries = /canary|sunny\.day|eyJ|not assigned/

const detailsOf = (error: unknown) =>
  Object.fromEntries(explain(error, circumstances).details.map(({ name, value }) => [name, value]))

const explainRefusal = (message: string) =>
  explain(new AuthenticationError('consent_refused', message), circumstances)

describe('a report of refused consent, which any link can contain', () => {
  it('is shown as a report, without its description', () => {
    for (const message of ['', 'Call +1 555 0100.', 'AADSTS999999: Call +1 555 0100.']) {
      const { title, text } = explainRefusal(message)
      expect(title).toBe('The permission was not granted')
      expect(text).toMatch(/^The sign-in service reports that [^“]+\.$/)
      expect(JSON.stringify(explainRefusal(message))).not.toContain('Call')
    }
  })

  it('leads a signed-in user back to the app, and any other user to sign-in', () => {
    const error = new AuthenticationError('consent_refused', '')
    expect(explain(error, circumstances).action).toBe('go-home')
    expect(explain(error, { ...circumstances, isSignedIn: false }).action).toBe('sign-in')
  })

  it.each(Object.entries(entraErrors))(
    'quotes the title of AADSTS%s as the reason',
    (number, { title }) => {
      const { text, action, fix } = explainRefusal(`AADSTS${number}: Call +1 555 0100.`)
      expect(text).toContain('reports')
      expect(text).toContain(`“${title.replace('{api}', 'invoice service')}”`)
      expect(action).toBe('go-home')
      expect(fix).toContain(adminConsentUrl)
    },
  )
})

describe('findEntry', () => {
  it.each(Object.entries(entraErrors))('finds the entry for AADSTS%s', (number, entry) => {
    const message = `AADSTS${number}: Something.\r\nTrace ID: x`
    expect(findEntry(new AuthenticationError('invalid_request', message))).toBe(entry)
    expect(findEntryByNumber(number)).toBe(entry)
  })

  it.each(Object.entries(suberrors))('finds the entry for suberror %s', (suberror, entry) => {
    expect(findEntry(new AuthenticationError('invalid_grant', '', { suberror }))).toBe(entry)
  })

  it.each(Object.entries({ ...oauthErrors, ...msalErrors, ...authErrors }))(
    'finds the entry for the code %j',
    (code, entry) => {
      expect(findEntry(new AuthenticationError(code, 'See elsewhere.'))).toBe(entry)
    },
  )

  it.each([
    '400',
    '401',
    '403',
    '404',
    '405',
    '408',
    '410',
    '429',
    '431',
    '494',
    '500',
    '502',
    '503',
    '504',
    '511',
  ])('finds the entry for the status %s', (status) => {
    const error = new HttpStatusError('/', Number(status), new Headers())
    expect(findEntry(error)).toBe(apiErrors[status])
  })

  it.each([
    'redirect',
    'content-type',
    'too-large',
    'not-json',
    'shape',
  ] satisfies UnreadableReason[])('finds the entry for an unreadable response: %s', (reason) => {
    const error = new UnreadableResponseError('/', reason, '')
    expect(findEntry(error)).toBe(apiErrors[reason])
  })

  it.each([
    [418, '400'],
    [451, '400'],
    [599, '500'],
    [304, 'not-json'],
  ])('finds the nearest entry for the status %i: %s', (status, entry) => {
    expect(findEntry(new HttpStatusError('/', status, new Headers()))).toBe(apiErrors[entry])
  })

  it('distinguishes an offline device, no response and a timeout', () => {
    expect(findEntry(new NetworkError('/', undefined, true))).toBe(apiErrors['offline'])
    expect(findEntry(new NetworkError('/', undefined))).toBe(apiErrors['unreachable'])
    expect(findEntry(new TimeoutError('/', 1))).toBe(apiErrors['too-slow'])
  })

  it('finds the entries for missing files of the app and for an unknown URL', () => {
    const down = new ConfigUnreachableError(undefined)
    expect(findEntry(down)).toBe(appErrors['config-unreachable'])
    expect(findEntry(new NoSuchPageError())).toBe(appErrors['not-found'])
  })

  it.each([
    [`Bearer error="invalid_token", error_description="The audience 'x' is invalid"`, 0],
    [`Bearer error="invalid_token", error_description="The issuer 'x' is invalid"`, 1],
    ['Bearer error="invalid_token", error_description="The signature key was not found"', 2],
    [
      `Bearer error="invalid_token", error_description="The token expired at '10/30/2025 10:00:00'"`,
      3,
    ],
  ])('finds the entry for the reason that the API gives for a 401: %s', (challenge, index) => {
    const headers = new Headers({ 'WWW-Authenticate': challenge })
    expect(findEntry(new HttpStatusError('/', 401, headers))).toBe(apiRefusals[index]?.entry)
  })

  it('finds the entry for a claims challenge', () => {
    const headers = new Headers({ 'WWW-Authenticate': 'Bearer error="insufficient_claims"' })
    expect(findEntry(new HttpStatusError('/', 401, headers))).toBe(claimsDemanded)
  })

  it.each([
    new AuthenticationError('never_heard_of', 'AADSTS99999999: New.'),
    new AuthenticationError('constructor', ''),
    new HttpStatusError('/', 418, new Headers()),
    new HttpStatusError('/', 599, new Headers()),
    new TypeError('undefined is not a function'),
    'a string',
    undefined,
  ])('finds the entry for an unexpected error: %s', (error) => {
    expect(findEntry(error).title).toMatch(/^[A-Z]/)
  })

  it('does not find an inherited property', () => {
    expect(findEntryByNumber('constructor')).toBeUndefined()
    expect(findEntryByNumber('')).toBeUndefined()
  })
})

describe('explain', () => {
  it('fills the fix in with the values of the deployment, and lists them to copy', () => {
    const error = new AuthenticationError('invalid_request', 'AADSTS9002326: Cross-origin.')
    const { who, fix, named } = explain(error, circumstances)
    expect(who).toBe('developer')
    expect(fix).toContain('`https://app.example/`')
    expect(named).toContainEqual({ name: 'Redirect URI', value: 'https://app.example/' })
  })

  it('lists the details that support needs to find the failure in logs', () => {
    expect(detailsOf(notAssigned)).toMatchObject({
      Code: 'invalid_grant',
      Number: 'AADSTS50105',
      Suberror: 'message_only',
      'Correlation ID': correlationId,
      'Trace ID': traceId,
      Timestamp: '2026-03-16 11:00:48Z',
      Time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    })
    expect(detailsOf(refusedByApi)).toMatchObject({
      Status: '401',
      'The API says': "invalid_token: The audience 'x' is invalid",
    })
  })

  it.each([notAssigned, refusedByApi])('shows no secrets and no personal data: %o', (error) => {
    const explanation = explain(error, circumstances)
    expect(JSON.stringify(explanation)).not.toMatch(canaries)
    expect(writeMessage(explanation)).not.toMatch(canaries)
  })

  it('shows no code that does not look like a code', () => {
    const made = new AuthenticationError('<img src=x onerror=alert(1)>', '', { suberror: 'a b' })
    expect(detailsOf(made)).not.toHaveProperty('Code')
    expect(detailsOf(made)).not.toHaveProperty('Suberror')
  })

  it('keeps the time of a failure when it is explained again', () => {
    expect(detailsOf(notAssigned)['Time']).toBe(detailsOf(notAssigned)['Time'])
  })

  it('offers sign-in to a signed-out user, and a retry to a signed-in user', () => {
    const busy = new AuthenticationError('temporarily_unavailable', '')
    expect(explain(busy, circumstances).action).toBe('try-again')
    expect(explain(busy, { ...circumstances, isSignedIn: false }).action).toBe('sign-in')
  })

  it('offers sign-in when the user has to act at the identity provider, for any code', () => {
    for (const code of ['timed_out', 'temporarily_unavailable', 'invented']) {
      const error = new AuthenticationError(code, '', { needsPerson: true })
      expect(explain(error, circumstances).action).toBe('sign-in')
    }
  })

  it('lists every fault of a configuration', () => {
    const faults = [
      { key: 'clientId', problem: 'is missing.', fix: 'Set it.' },
      { key: '', problem: 'is not JSON.', fix: 'Correct it.' },
    ]
    const explanation = explain(new ConfigError(faults), circumstances)
    expect(explanation.faults).toEqual(faults)
    expect(explanation.text).toContain('2 errors')
    expect(writeMessage(explanation)).toContain('clientId is missing. Set it.')
  })
})

const refusalOf = (api: ApiDescription, challenge: string) =>
  new ApiError(api, new HttpStatusError('/', 401, new Headers({ 'WWW-Authenticate': challenge })))
const invalid = `Bearer error="invalid_token", error_description="The audience 'x' is invalid"`

describe('explain, for a 401', () => {
  it.each(['', 'Bearer', invalid, 'Negotiate'])(
    'adds that the host may remove the token for an API on the app’s origin: %j',
    (challenge) => {
      const own = { ...invoices, url: 'https://app.example/api/invoices' }
      for (const api of [orders, own]) {
        const { developer } = explain(refusalOf(api, challenge), circumstances)
        expect(developer).toContain('Azure Static Web Apps replaces the Authorization header')
        expect(developer).toContain(`\`${api.key}.url\``)
      }
      const { developer } = explain(refusalOf(invoices, challenge), circumstances)
      expect(developer).not.toContain('Static Web Apps')
    },
  )

  it.each([
    'Negotiate, NTLM',
    'Basic realm="x"',
    'AzureApiManagementKey realm="x", name="y"',
    'DPoP',
  ])('recognises the sign-in of a gateway in front of the API: %s', (challenge) => {
    const { who, action, details } = explain(refusalOf(invoices, challenge), circumstances)
    expect([who, action]).toEqual(['developer', 'try-again'])
    const schemes = parseChallenges(challenge).map(({ scheme }) => scheme)
    expect(details).toContainEqual({ name: 'The API says', value: schemes.join(', ') })
  })

  it.each(['Negotiate, Bearer', `Negotiate, NTLM, ${invalid}`])(
    'is about the API’s own sign-in if one of the challenges is for a bearer token: %s',
    (challenge) => {
      expect(explain(refusalOf(invoices, challenge), circumstances).action).toBe('sign-in')
    },
  )

  it('uses only the reasons of bearer challenges, and quotes each once', () => {
    const realm =
      'Basic realm="audience", Bearer error="invalid_token", error_description="expired"'
    expect(findEntry(refusalOf(invoices, realm))).toBe(apiRefusals[3]?.entry)
    expect(detailsOf(refusalOf(invoices, `${invalid}, ${invalid}`))['The API says']).toBe(
      `invalid_token: The audience 'x' is invalid`,
    )
  })
})

const explainForbidden = (headers: Record<string, string>, granted?: readonly string[]) => {
  const error = new ApiError(invoices, new HttpStatusError('/', 403, new Headers(headers)))
  const known = { ...context, getGrantedScopes: () => granted }
  return explain(error, { ...circumstances, context: known })
}
const needs = (scope: string) => ({
  'WWW-Authenticate': `Bearer realm="", error="insufficient_scope", scope="${scope}", Negotiate`,
})
const page = { 'Content-Type': 'text/html; charset=utf-8' }

describe('explain, for a 403', () => {
  it.each<[string, Record<string, string>, readonly string[] | undefined]>([
    ['the API says nothing', {}, ['api://invoices/read']],
    ['in another case', {}, ['API://INVOICES/Read', 'openid']],
    ['without its resource', {}, ['read']],
    [
      'the API names the one that was granted',
      needs('api://invoices/read'),
      ['api://invoices/read'],
    ],
    ['the API names it without its resource', needs('Read'), ['api://invoices/read']],
    ['the API names another that was granted', needs('write'), ['api://invoices/write']],
  ])('does not say that a granted scope is missing: %s', (_, headers, granted) => {
    const { text, fix, named, who } = explainForbidden(headers, granted)
    expect(text).toBe(explainEntryText('more than the scope'))
    expect(fix).toContain('The permission `api://invoices/read` is granted')
    expect(fix).not.toContain('adminconsent')
    expect(named).not.toContainEqual(
      expect.objectContaining({ name: 'Link for the administrator' }),
    )
    expect(who).toBe('administrator')
  })

  it.each<[string, Record<string, string>, readonly string[] | undefined]>([
    ['it was not granted', {}, ['api://invoices/write']],
    ['it is a part of another name', {}, ['api://invoices/read.all', 'bread']],
    ['it belongs to another API', {}, ['api://orders/read']],
    ['nothing is known', {}, undefined],
    ['nothing was granted', {}, []],
    ['the API names it', needs('api://invoices/read'), ['api://invoices/write']],
    ['the API names it with a web page', { ...needs('read'), ...page }, []],
  ])('offers consent when a scope may be missing: %s', (_, headers, granted) => {
    const { fix, text } = explainForbidden(headers, granted)
    expect(text).toBe(explain(new ApiError(invoices, forbidden), circumstances).text)
    expect(fix).toContain('adminconsent')
    expect(fix).toContain('`api://invoices/read`')
  })

  it.each(['write', 'api://invoices/write', 'read write'])(
    'names the scope that the app does not request: %s',
    (scope) => {
      const { fix, named, who } = explainForbidden(needs(scope), ['api://invoices/read'])
      expect(fix).toContain(`requires \`${scope}\``)
      expect(fix).toContain('`apis.invoices.scope`')
      expect(named).toContainEqual({ name: 'Scope required by the API', value: scope })
      expect(who).toBe('developer')
    },
  )

  it.each(['<img src=x>"', '`x`', 'a\\"b', 'x'.repeat(201)])(
    'ignores an invalid scope: %s',
    (scope) => {
      const { text } = explainForbidden(needs(scope), ['api://invoices/read'])
      expect(text).toBe(explainEntryText('more than the scope'))
    },
  )

  it('ignores scopes of other schemes and other errors', () => {
    for (const header of [
      'DPoP error="insufficient_scope", scope="x"',
      'Bearer error="x", scope="y"',
    ]) {
      const { text } = explainForbidden({ 'WWW-Authenticate': header }, ['api://invoices/read'])
      expect(text).toBe(explainEntryText('more than the scope'))
    }
  })

  it('explains a web page as the response of a gateway, with any granted scope', () => {
    for (const granted of [undefined, [], ['api://invoices/read']]) {
      expect(explainForbidden(page, granted).title).toContain('was blocked')
    }
  })
})

const explainRole = (roles: string[], granted = ['api://invoices/read']) => {
  const error = new ApiError(invoices, new HttpStatusError('/', 403, new Headers()), {
    role: 'Invoice.Approver',
  })
  const known = {
    ...context,
    getGrantedScopes: () => granted,
    getAccess: () => ({ roles }),
  }
  return explain(error, { ...circumstances, context: known })
}

describe('explain, for a 403 of a call that requires a role', () => {
  it('names the role, and the application at which it is assigned', () => {
    const { text, fix, who } = explainRole([])
    expect(text).toContain('requires the role Invoice.Approver')
    expect(fix).toContain('the application of `api://invoices`')
    expect(who).toBe('administrator')
  })

  it('says that the role is assigned at the app only, if the ID token has it', () => {
    const { text, fix } = explainRole(['Invoice.Approver'])
    expect(text).toContain('The app knows that you have the role Invoice.Approver')
    expect(fix).toContain('`api://invoices`')
  })

  it('does not blame the role when the scope was not granted', () => {
    expect(explainRole([], ['api://invoices/write']).fix).toContain('adminconsent')
  })
})

describe('explain, for a page that an account may not open', () => {
  it.each([
    [{ role: 'Forecast.Editor' }, 'missing', 'with the role Forecast.Editor'],
    [{ group: 'aaaa' }, 'missing', 'members of a certain group'],
    [{ group: 'aaaa' }, 'unknown', 'in so many groups'],
  ] as const)('says what is required: %j, %s', (requirement, result, said) => {
    const explanation = explain(new MissingAccessError(requirement, result), circumstances)
    expect(explanation.text).toContain(said)
    expect(`${explanation.fix} ${explanation.developer}`).toContain(
      Object.values(requirement).join(''),
    )
  })
})

function explainEntryText(key: keyof typeof forbiddenFor): string {
  return forbiddenFor[key].text.replace('{api}', 'invoice service')
}

describe('writeMessage', () => {
  it('tells an administrator what to do, with the consent link and all details', () => {
    const error = new AuthenticationError('consent_required', 'AADSTS90094: Approval.', {
      correlationId,
    })
    const message = writeMessage(explain(error, circumstances))
    expect(message).toContain('I need an administrator to give me access')
    expect(message).toContain(adminConsentUrl)
    expect(message).toContain(`Correlation ID: ${correlationId}`)
    expect(message).toContain('Application (client) ID: 11111111-2222-3333-4444-555555555555')
    expect(message).not.toContain('`')
  })
})

/** A failed sign-in with the scopes that it requested. */
function refusedFor(scopes: readonly string[], description = ''): AuthenticationError {
  return Object.assign(new AuthenticationError('invalid_grant', description), { scopes })
}

describe('explain, with several APIs', () => {
  const busy = new HttpStatusError('/orders', 503, new Headers())
  const missing = new HttpStatusError('/orders', 404, new Headers())

  it('names the API that failed', () => {
    const titles = [orders, invoices].map(
      (api) => explain(new ApiError(api, busy), circumstances).title,
    )
    expect(titles).toEqual(['The order service is busy', 'The invoice service is busy'])
  })

  it('fills in key, URL and scopes of the API that failed', () => {
    const { fix, named } = explain(new ApiError(orders, missing), circumstances)
    expect(fix).toContain('`apis.orders.url`')
    expect(fix).toContain('`https://app.example/orders`')
    expect(named).toContainEqual({
      name: 'URL of the API',
      value: 'https://app.example/orders',
    })
    const refusal = explain(new ApiError(orders, forbidden), circumstances)
    expect(refusal.fix).toContain('`api://orders/read api://orders/cancel`')
    const { searchParams } = new URL(refusal.values.adminConsentUrl)
    expect(searchParams.get('scope')).toBe('api://orders/read api://orders/cancel')
    expect(writeMessage(refusal)).toContain('Permission: api://orders/read api://orders/cancel')
  })

  it('fills in the API that a token was requested for', () => {
    const error = refusedFor(['api://orders/read'], 'AADSTS500011: Not found.')
    const { title, fix } = explain(error, circumstances)
    expect(title).toBe('The order service is not known to this organisation')
    expect(fix).toContain('`api://orders`')
    expect(fix).toContain('`apis.orders.scope`')
  })

  it.each([
    refusedFor(['api://unknown/read'], 'AADSTS500011: Not found.'),
    new AuthenticationError('invalid_grant', 'AADSTS500011: Not found.'),
  ])('fills in the first API when %s does not name one', (error) => {
    expect(explain(error, circumstances).title).toMatch(/^The invoice service/)
  })

  it('reads details, report and claims from the cause of an API error', () => {
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
    const challenge = `Bearer error="insufficient_claims", claims="${btoa(claims)}"`
    const headers = new Headers({ 'WWW-Authenticate': challenge })
    const error = new ApiError(orders, new HttpStatusError('/orders', 401, headers))
    expect(findEntry(error)).toBe(claimsDemanded)
    expect(requestFor(error, 'sign-in')).toEqual({ scopes: orders.scopes, claims })
    expect(detailsOf(error)).toMatchObject({ Status: '401', Address: '/orders' })
    expect(failureReport(error)).toMatchObject({
      kind: 'HttpStatusError',
      api: 'apis.orders',
      code: '401',
    })
  })
})

const failedFor = (code: string, details: { suberror?: string; claims?: string } = {}) =>
  new AuthenticationError(code, '', { ...details, scopes: orders.scopes })

const cancelled = (scopes: readonly string[], claims?: string) =>
  new AuthenticationError('access_denied', '', { scopes, claims })
const actionOf = (error: unknown, isSignedIn = true) =>
  explain(error, { ...circumstances, isSignedIn }).action

describe('explain, for a sign-in that was cancelled', () => {
  it('is about a permission that was not given, if it was for a further API', () => {
    expect(actionOf(cancelled(orders.scopes))).toBe('give-consent')
    expect(explain(cancelled(orders.scopes), circumstances).title).toContain('permission')
  })

  it('is about the sign-in, for the first API, a second factor, or without a session', () => {
    expect(actionOf(cancelled(invoices.scopes))).toBe('sign-in')
    expect(actionOf(cancelled(orders.scopes, '{}'))).toBe('sign-in')
    expect(actionOf(cancelled(orders.scopes), false)).toBe('sign-in')
  })
})

describe('a sign-in from an error page', () => {
  it('requests the scopes of the API if they need consent or a stronger sign-in', () => {
    const { scopes } = orders
    expect(requestFor(failedFor('access_denied'), 'give-consent')).toEqual({ scopes })
    expect(requestFor(failedFor('interaction_required'), 'sign-in')).toEqual({ scopes })
    const consent = failedFor('invalid_grant', { suberror: 'consent_required' })
    expect(requestFor(consent, 'sign-in')).toEqual({ scopes })
    const claims = '{}'
    expect(requestFor(failedFor('invalid_grant', { claims }), 'sign-in')).toEqual({
      scopes,
      claims,
    })
  })

  it('asks for no permission of that API if any sign-in helps', () => {
    expect(requestFor(failedFor('login_required'), 'sign-in')).toEqual({})
    expect(requestFor(failedFor('invalid_grant'), 'sign-in')).toEqual({})
  })
})

describe('writeMessage, for a consent that the user may be able to give', () => {
  it('asks the administrator, and omits the text for the user', () => {
    const error = new AuthenticationError('consent_required', 'AADSTS65001: No consent.')
    const message = writeMessage(explain(error, circumstances))
    expect(message).toContain('I need an administrator to give me access')
    expect(message).toContain(adminConsentUrl)
    expect(message).not.toContain('Continue to the sign-in page')
  })
})

describe('failureReport', () => {
  it('contains only what finds a failure in logs', () => {
    expect(failureReport(notAssigned)).toEqual({
      kind: 'AuthenticationError',
      api: '',
      code: 'invalid_grant',
      number: 'AADSTS50105',
      suberror: 'message_only',
      correlationId,
      traceId,
      at: expect.any(String),
    })
    expect(failureReport(refusedByApi)).toMatchObject({ kind: 'HttpStatusError', code: '401' })
  })

  it.each([
    notAssigned,
    refusedByApi,
    new Error('canary'),
    Object.assign(new Error('x'), { name: 'sunny.day@app.example' }),
    'canary',
  ])('contains no secrets and no personal data: %o', (error) => {
    expect(JSON.stringify(failureReport(error))).not.toMatch(canaries)
  })
})

describe('lineFor', () => {
  it('returns in one line what happened, who can fix it, and how', () => {
    const error = new AuthenticationError('invalid_request', 'AADSTS9002326: Cross-origin.')
    const line = lineFor(error, context)
    expect(line).toMatch(
      /: This app is registered .+ \(AADSTS9002326\)\. The developer of this app/,
    )
    expect(line.startsWith(appName)).toBe(true)
    expect(line).toContain('https://app.example/redirect.html')
    expect(line).not.toContain('\n')
  })
})
