import { describe, expect, it } from 'vitest'
import { AuthenticationError } from '../../auth/authentication-error.ts'
import { ConfigError } from '../../config/config.ts'
import { HttpStatusError } from '../../http/http-errors.ts'
import { deploymentValues } from './deployment-values.ts'
import { explain } from './explain.ts'
import { failureReport } from './failure-report.ts'
import { lineFor } from './tell-developer.ts'
import { writeMessage } from './write-message.ts'

const values = deploymentValues('https://weather.example', {
  authority: 'https://login.microsoftonline.com/contoso.example',
  clientId: '11111111-2222-3333-4444-555555555555',
  weatherApi: { url: '/WeatherForecast', scope: 'api://weather/access_as_user' },
  tokenStorage: 'session',
})
const circumstances = { values, isSignedIn: true, isOnline: true }

const correlationId = 'aaaaaaaa-0000-4000-8000-000000000001'
const traceId = 'bbbbbbbb-0000-4000-8000-000000000002'

/** An answer of Entra that names the person, with things planted that must never get out. */
const notAssigned = new AuthenticationError(
  'invalid_grant',
  `AADSTS50105: The signed in user 'sunny.day@weather.example' is not assigned. eyJhbGciOi.canary.token\r\nTrace ID: ${traceId}\r\nCorrelation ID: ${correlationId}\r\nTimestamp: 2026-03-16 11:00:48Z`,
  { suberror: 'message_only', correlationId },
)
const refusedByApi = new HttpStatusError(
  'https://api.example/WeatherForecast',
  401,
  new Headers({
    'WWW-Authenticate':
      'Bearer error="invalid_token", error_description="The audience \'x\' is invalid", claims="canary-claims"',
    'Set-Cookie': 'canary-cookie',
  }),
)
const canaries = /canary|sunny\.day|eyJ|not assigned/

const detailsOf = (error: unknown) =>
  Object.fromEntries(explain(error, circumstances).details.map(({ name, value }) => [name, value]))

describe('explain', () => {
  it('fills the real values into the fix, and lists them to be copied', () => {
    const error = new AuthenticationError('invalid_request', 'AADSTS9002326: Cross-origin.')
    const { who, fix, values: named } = explain(error, circumstances)
    expect(who).toBe('developer')
    expect(fix).toContain('`https://weather.example/`')
    expect(named).toContainEqual({ name: 'Redirect URI', value: 'https://weather.example/' })
  })

  it('gives support what finds the failure again', () => {
    expect(detailsOf(notAssigned)).toMatchObject({
      Code: 'invalid_grant',
      Number: 'AADSTS50105',
      Suberror: 'message_only',
      'Correlation ID': correlationId,
      'Trace ID': traceId,
      'Answered at': '2026-03-16 11:00:48Z',
      Time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    })
    expect(detailsOf(refusedByApi)).toMatchObject({
      Status: '401',
      'The API says': "invalid_token: The audience 'x' is invalid",
    })
  })

  it.each([notAssigned, refusedByApi])('shows nothing secret and nobody’s name: %o', (error) => {
    const explanation = explain(error, circumstances)
    expect(JSON.stringify(explanation)).not.toMatch(canaries)
    expect(writeMessage(explanation, values)).not.toMatch(canaries)
  })

  it('shows no code that does not look like one', () => {
    const made = new AuthenticationError('<img src=x onerror=alert(1)>', '', { suberror: 'a b' })
    expect(detailsOf(made)).not.toHaveProperty('Code')
    expect(detailsOf(made)).not.toHaveProperty('Suberror')
  })

  it('keeps the time of a failure however often it is explained', () => {
    expect(detailsOf(notAssigned)['Time']).toBe(detailsOf(notAssigned)['Time'])
  })

  it('asks whoever is not signed in to sign in, and anyone else only to try again', () => {
    const busy = new AuthenticationError('temporarily_unavailable', '')
    expect(explain(busy, circumstances).action).toBe('try-again')
    expect(explain(busy, { ...circumstances, isSignedIn: false }).action).toBe('sign-in')
  })

  it('asks whoever has to act at the identity provider to do that, whatever the words', () => {
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
    expect(explanation.text).toContain('2 faults')
    expect(writeMessage(explanation, values)).toContain('clientId is missing. Set it.')
  })
})

describe('writeMessage', () => {
  it('tells an administrator what to do, with the link and everything to find it', () => {
    const error = new AuthenticationError('consent_required', 'AADSTS90094: Approval.', {
      correlationId,
    })
    const message = writeMessage(explain(error, circumstances), values)
    expect(message).toContain('only an administrator can let me in')
    expect(message).toContain(values.adminConsentUrl)
    expect(message).toContain(`Correlation ID: ${correlationId}`)
    expect(message).toContain('Application (client) ID: 11111111-2222-3333-4444-555555555555')
    expect(message).not.toContain('`')
  })
})

describe('writeMessage for a consent that the person may give or not', () => {
  it('asks the administrator, and says nothing that was meant for the person', () => {
    const error = new AuthenticationError('consent_required', 'AADSTS65001: No consent.')
    const message = writeMessage(explain(error, circumstances), values)
    expect(message).toContain('only an administrator can let me in')
    expect(message).toContain(values.adminConsentUrl)
    expect(message).not.toContain('Continue to the sign-in page')
  })
})

describe('failureReport', () => {
  it('holds what finds a failure again, and nothing else', () => {
    expect(failureReport(notAssigned)).toEqual({
      kind: 'AuthenticationError',
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
    Object.assign(new Error('x'), { name: 'sunny.day@weather.example' }),
    'canary',
  ])('takes no secret and nobody’s name along: %o', (error) => {
    expect(JSON.stringify(failureReport(error))).not.toMatch(canaries)
  })
})

describe('lineFor', () => {
  it('says in one line what happened, who can end it, and how', () => {
    const error = new AuthenticationError('invalid_request', 'AADSTS9002326: Cross-origin.')
    const line = lineFor(error, values)
    expect(line).toMatch(/^Weather: The address of this app .+ \(AADSTS9002326\)\. Whoever runs/)
    expect(line).toContain('https://weather.example/redirect.html')
    expect(line).not.toContain('\n')
  })
})
