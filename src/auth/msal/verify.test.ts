import { beforeEach, describe, expect, it } from 'vitest'
import type { Config } from '../../config/config.ts'
import { createVerification, type Verification } from './verify.ts'

const tenant = '11111111-2222-3333-4444-555555555555'
const config: Config = {
  authority: `https://login.microsoftonline.com/${tenant}`,
  clientId: '66666666-7777-8888-9999-000000000000',
  weatherApi: { url: '/WeatherForecast', scope: 'api://w/access_as_user' },
  tokenStorage: 'session',
}
const now = 1_800_000_000

/** What MSAL returns after a renewal of this user's tokens. */
function answerFor(person: string) {
  const claims = {
    aud: config.clientId,
    iss: `${config.authority}/v2.0`,
    tid: tenant,
    exp: now + 3600,
    sub: person,
  }
  const account = {
    homeAccountId: `${person}.${tenant}`,
    localAccountId: person,
    tenantId: tenant,
    environment: 'login.microsoftonline.com',
    username: `${person}@weather.example`,
    idTokenClaims: claims,
  }
  return { account, idTokenClaims: claims, fromCache: false }
}

describe('a renewal whose response arrives after its account was removed', () => {
  let cleared: unknown[] = []
  let verification: Verification
  beforeEach(() => {
    cleared = []
    const msal = {
      clearCache: (request: unknown) => Promise.resolve(void cleared.push(request)),
      getActiveAccount: () => null,
      setActiveAccount: () => {},
    }
    verification = createVerification(msal, config, () => Promise.resolve(now))
  })
  const answer = answerFor('sunny')
  const refused = { code: 'account_forgotten' }

  it('is accepted while the account is still there', async () => {
    expect(await verification.verify(answer, answer.account)).toBe(answer)
    expect(cleared).toEqual([])
  })

  it('is refused, and its tokens are removed from MSAL', async () => {
    await verification.forget(answer.account)
    await expect(verification.verify(answer, answer.account)).rejects.toMatchObject(refused)
    expect(cleared.at(-1)).toEqual({ account: answer.account })
  })

  it('is refused after all accounts were removed', async () => {
    await verification.forget()
    await expect(verification.verify(answer, answer.account)).rejects.toMatchObject(refused)
  })

  it('is accepted for an account that is still there', async () => {
    await verification.forget(answer.account)
    const other = answerFor('misty')
    expect(await verification.verify(other, other.account)).toBe(other)
  })
})
