import {
  alertOn,
  askedFor,
  goOn,
  openAsKnown,
  refresh,
  seeForecast,
} from '../../support/failure.ts'
import { expect, test, whereabouts } from '../../support/fixtures.ts'
import type { AnswerFaultName } from '../../../local-entra/faults/answer-faults.ts'
import { forecastRows } from '../../support/person.ts'

interface WrongToken {
  tamper: AnswerFaultName
  section: string
  words: string
}

const atSignIn: readonly WrongToken[] = [
  {
    tamper: 'wrong issuer',
    section: 'OpenID Connect Core 1.0 §3.1.3.7, point 2',
    words: 'not meant for this app',
  },
  {
    tamper: 'wrong audience',
    section: 'OpenID Connect Core 1.0 §3.1.3.7, point 3',
    words: 'not meant for this app',
  },
  {
    tamper: 'expired id token',
    section: 'OpenID Connect Core 1.0 §3.1.3.7, point 9',
    words: 'not meant for this app',
  },
  {
    tamper: 'wrong nonce',
    section: 'OpenID Connect Core 1.0 §3.1.3.7, point 11',
    words: 'could not be completed',
  },
  {
    tamper: 'wrong tenant',
    section: 'Entra’s tid, within §3.1.3.7, point 2',
    words: 'not meant for this app',
  },
]

for (const { tamper, section, words } of atSignIn) {
  test(`a sign-in with a ${tamper} is refused in words and leaves no token behind (${section})`, async ({
    page,
    stack,
    site,
    leaks,
  }) => {
    const undo = stack.control.fault({ tamper })
    await openAsKnown(page, stack)
    await expect(alertOn(page)).toContainText(words)
    expect(askedFor(stack, 'weather'), 'no token was used').toBe(0)
    await leaks.look(page.context())
    // MSAL has put the tokens down before they could be looked at: what counts is that none is left.
    const stored = await page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)))
    for (const kind of leaks.kinds()) expect(stored).not.toContain(leaks.secret(kind))
    expect(await leaks.take(await whereabouts(site, stack))).toEqual([])
    undo()
    await goOn(page, 'Sign in')
  })
}

const atRenewal: readonly WrongToken[] = [
  {
    tamper: 'wrong subject',
    section: 'OpenID Connect Core 1.0 §12.2',
    words: 'for another account',
  },
  {
    tamper: 'client_info of somebody else',
    section: 'OpenID Connect Core 1.0 §12.2',
    words: 'for another account',
  },
  {
    tamper: 'wrong issuer',
    section: 'OpenID Connect Core 1.0 §12.2',
    words: 'not meant for this app',
  },
  {
    tamper: 'wrong audience',
    section: 'OpenID Connect Core 1.0 §12.2',
    words: 'not meant for this app',
  },
]

for (const { tamper, section, words } of atRenewal) {
  test(`a renewal with a ${tamper} is refused in words, and its access token is not used (${section})`, async ({
    page,
    stack,
  }) => {
    await seeForecast(page, stack)
    stack.control.expireAccessTokens()
    stack.control.clearExchanges()
    const undo = stack.control.fault({ tamper })
    await refresh(page)
    await expect(alertOn(page)).toContainText(words)
    // The one with the old token, which the API refused.
    expect(askedFor(stack, 'weather')).toBe(1)
    undo()
    await expect(alertOn(page).getByRole('button').first()).toBeVisible()
  })
}

test('an access token whose signature is broken opens nothing: the API checks it, and the page says so (RFC 9068 §4)', async ({
  page,
  stack,
}) => {
  const undo = stack.control.fault({ tamper: 'access token with wrong signature' })
  await openAsKnown(page, stack)
  await expect(alertOn(page)).toContainText('did not accept your sign-in')
  await expect(forecastRows(page)).toHaveCount(0)
  undo()
  await goOn(page, 'Sign in')
})
