import { describe, expect, it } from 'vitest'
import { AuthenticationError } from '../auth/errors.ts'
import { msalErrors } from './catalogue/msal.ts'
import { oauthErrors, renewalErrors, suberrors } from './catalogue/oauth.ts'
import { explain } from './explain.ts'
import type { ErrorContext } from './fill-in.ts'
import { writeMessage } from './message.ts'

const context: ErrorContext = {
  origin: 'https://app.example',
  config: {
    authority: 'https://login.microsoftonline.com/contoso.example',
    clientId: '11111111-2222-3333-4444-555555555555',
  },
  apis: [],
  home: { title: 'start page', path: '/start' },
}

type Details = ConstructorParameters<typeof AuthenticationError>[2]

/** The explanation of a failed sign-in. */
function tell(code: string, message = '', details: Details = {}) {
  const error = new AuthenticationError(code, message, details)
  return explain(error, { context, isSignedIn: false })
}

const number = 'AADSTS90072'
const description = `${number}: User account of 'sunny.day@app.example' does not exist in the tenant.`
const lookup = 'https://login.microsoftonline.com/error?code=90072'
const neutral = {
  title: 'Sign-in failed',
  who: 'unclear',
  action: 'other-account',
  unknown: { number, lookup },
}

describe('a number that is not in the catalogue', () => {
  it.each([
    'invalid_grant',
    'invalid_request',
    'invalid_client',
    'invalid_scope',
    'invalid_resource',
    'unauthorized_client',
    'access_denied',
    'interaction_required',
    'login_required',
    'unsupported_response_type',
    'never_heard_of',
    '',
  ])('is not explained by the usual cause of the code %j', (code) => {
    expect(tell(code, description)).toMatchObject(neutral)
  })

  it.each(['bad_token', 'message_only', 'never_heard_of'])(
    'is not explained by the usual cause of the suberror %j',
    (suberror) => {
      expect(tell('invalid_grant', description, { suberror })).toMatchObject(neutral)
    },
  )

  it.each([
    ['consent_required', '', 'give-consent'],
    ['invalid_grant', 'consent_required', 'give-consent'],
    ['invalid_grant', 'basic_action', 'sign-in'],
    ['invalid_grant', 'user_password_expired', 'sign-in'],
    ['temporarily_unavailable', '', 'sign-in'],
    ['server_error', '', 'sign-in'],
  ])('is shown with the fix for %s %j', (code, suberror, action) => {
    const otherwise = 'other-account'
    const unknown = { number, lookup }
    expect(tell(code, description, { suberror })).toMatchObject({ action, otherwise, unknown })
  })

  it('is found in the description and apart from it', () => {
    const places = [
      tell('invalid_grant', description.toLowerCase()),
      tell('invalid_grant', `Das Konto ist unbekannt. (${description})`),
      tell('invalid_grant', '', { number: '90072' }),
      tell('invalid_grant', 'Error(s): 90072 - Description: Not Available', { number: '90072' }),
      tell('invalid_grant', `${description} AADSTS50020: Another one.`, { number: '50020' }),
    ]
    expect(places.map(({ unknown }) => unknown)).toEqual(places.map(() => ({ number, lookup })))
  })

  it('can be one of Azure AD B2C or of AD FS', () => {
    const forgotten = tell('access_denied', 'AADB2C90118: The user has forgotten their password.')
    expect(forgotten.title).toBe(neutral.title)
    expect(forgotten.unknown).toEqual({
      number: 'AADB2C90118',
      lookup: 'https://learn.microsoft.com/azure/active-directory-b2c/error-codes',
    })
    const federated = tell('invalid_grant', 'MSIS9605: The client is not allowed.')
    expect(federated.unknown).toEqual({ number: 'MSIS9605', lookup: '' })
  })

  it('is in the details for support, without the text of the description', () => {
    const explanation = tell('invalid_grant', description)
    expect(explanation.details).toContainEqual({ name: 'Number', value: number })
    expect(explanation.details).toContainEqual({ name: 'Look it up', value: lookup })
    expect(writeMessage(explanation)).toContain(lookup)
    expect(JSON.stringify(explanation)).not.toContain('sunny.day')
  })

  it('is ignored if it is not a number', () => {
    for (const value of ['', '1', '<script>', '90072; x', 'NaN'])
      expect(tell('invalid_grant', '', { number: value }).unknown).toBeUndefined()
  })

  it('is not used if a known number comes first', () => {
    const { title, unknown } = tell('invalid_grant', 'AADSTS50020: X. AADSTS90072: Y.')
    expect(title).toBe('This account belongs to another organisation')
    expect(unknown).toBeUndefined()
  })
})

describe('a failure to renew tokens', () => {
  const isRenewal = true

  it.each(['invalid_grant', 'login_required'])('ends the session with the code %s', (code) => {
    expect(tell(code, '', { isRenewal }).title).toBe('Your session has ended')
    expect(tell(code).title).toBe('The sign-in could not be completed')
  })

  it('with a number that is not in the catalogue has no known cause', () => {
    const { title, action, unknown } = tell('invalid_grant', description, { isRenewal })
    expect(title).toBe('Your sign-in could not be renewed')
    expect(action).toBe('other-account')
    expect(unknown).toEqual({ number, lookup })
  })
})

describe('an unknown code', () => {
  it('is explained as unknown, with a button to use another account', () => {
    expect(tell('code_of_the_next_msal')).toMatchObject({
      title: 'Sign-in failed',
      text: 'The app does not know the reason.',
      who: 'unclear',
      action: 'sign-in',
      otherwise: 'other-account',
    })
  })
})

describe('an explanation of a sign-in', () => {
  const entries = [oauthErrors, suberrors, renewalErrors, msalErrors].flatMap(Object.values)

  it.each(entries)('does not assume that a user is signed in: $title', ({ title, text }) => {
    expect(`${title}. ${text}`).not.toMatch(/you (?:stay|are still|have been) signed in|long time/i)
  })
})
