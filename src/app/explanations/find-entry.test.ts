import { describe, expect, it } from 'vitest'
import { AuthenticationError } from '../../auth/authentication-error.ts'
import {
  HttpStatusError,
  NetworkError,
  TimeoutError,
  UnreadableAnswerError,
  type UnreadableBecause,
} from '../../http/http-errors.ts'
import { ConfigUnreachableError, NoSuchPageError } from '../../errors/app-errors.ts'
import { apiRefusals, claimsDemanded } from './api-errors.ts'
import {
  entriesByApiFailure,
  entriesByAppFailure,
  entriesByCode,
  entriesByNumber,
  entriesBySuberror,
} from './catalogue.ts'
import { findEntry, findEntryByNumber } from './find-entry.ts'

describe('findEntry', () => {
  it.each(Object.entries(entriesByNumber))('reaches the words for AADSTS%s', (number, entry) => {
    const message = `AADSTS${number}: Something.\r\nTrace ID: x`
    expect(findEntry(new AuthenticationError('invalid_request', message))).toBe(entry)
    expect(findEntryByNumber(number)).toBe(entry)
  })

  it.each(Object.entries(entriesBySuberror))(
    'reaches the words for suberror %s',
    (suberror, entry) => {
      expect(findEntry(new AuthenticationError('invalid_grant', '', { suberror }))).toBe(entry)
    },
  )

  it.each(Object.entries(entriesByCode))('reaches the words for the code %j', (code, entry) => {
    expect(findEntry(new AuthenticationError(code, 'See elsewhere.'))).toBe(entry)
  })

  it.each(['400', '401', '403', '404', '405', '408', '429', '500', '502', '503', '504'])(
    'reaches the words for the status %s',
    (status) => {
      const error = new HttpStatusError('/', Number(status), new Headers())
      expect(findEntry(error)).toBe(entriesByApiFailure[status])
    },
  )

  it.each(['content-type', 'too-large', 'not-json', 'shape'] satisfies UnreadableBecause[])(
    'reaches the words for an answer that is unreadable because of its %s',
    (because) => {
      const error = new UnreadableAnswerError('/', because, '')
      expect(findEntry(error)).toBe(entriesByApiFailure[because])
    },
  )

  it('tells no connection from no answer, and from one that came too late', () => {
    const unreachable = new NetworkError('/', undefined)
    expect(findEntry(unreachable, false)).toBe(entriesByApiFailure['offline'])
    expect(findEntry(unreachable, true)).toBe(entriesByApiFailure['unreachable'])
    expect(findEntry(new TimeoutError('/', 1))).toBe(entriesByApiFailure['too-slow'])
  })

  it('has words for the files of the app, and for an address that leads nowhere', () => {
    const down = new ConfigUnreachableError(undefined)
    expect(findEntry(down)).toBe(entriesByAppFailure['config-unreachable'])
    expect(findEntry(new NoSuchPageError())).toBe(entriesByAppFailure['not-found'])
  })

  it.each([
    [`Bearer error="invalid_token", error_description="The audience 'x' is invalid"`, 0],
    [`Bearer error="invalid_token", error_description="The issuer 'x' is invalid"`, 1],
    ['Bearer error="invalid_token", error_description="The signature key was not found"', 2],
    [
      `Bearer error="invalid_token", error_description="The token expired at '10/30/2025 10:00:00'"`,
      3,
    ],
  ])('understands what the API says about a token: %s', (challenge, index) => {
    const headers = new Headers({ 'WWW-Authenticate': challenge })
    expect(findEntry(new HttpStatusError('/', 401, headers))).toBe(apiRefusals[index]?.entry)
  })

  it('understands that the API wants more of the person', () => {
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
  ])('has words for what nobody has thought of: %s', (error) => {
    expect(findEntry(error).title).toMatch(/^[A-Z]/)
  })

  it('does not find what every object has', () => {
    expect(findEntryByNumber('constructor')).toBeUndefined()
    expect(findEntryByNumber('')).toBeUndefined()
  })
})
