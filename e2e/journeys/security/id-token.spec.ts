import {
  alertOn,
  askedFor,
  goOn,
  openAsKnown,
  refresh,
  seeForecast,
} from '../../support/failure.ts'
import { expect, test, whereabouts } from '../../support/fixtures.ts'
import type { ResponseFaultName } from '#local-entra'
import { forecastRows } from '../../support/person.ts'

interface WrongToken {
  tamper: ResponseFaultName
  words: string
}

// Sections of OpenID Connect Core 1.0.
const atSignIn: readonly WrongToken[] = [
  {
    tamper: 'wrong issuer', // §3.1.3.7, point 2
    words: 'not meant for this app',
  },
  {
    tamper: 'wrong audience', // §3.1.3.7, point 3
    words: 'not meant for this app',
  },
  {
    tamper: 'expired id token', // §3.1.3.7, point 9
    words: 'not meant for this app',
  },
  {
    tamper: 'wrong nonce', // §3.1.3.7, point 11
    words: 'could not be completed',
  },
  {
    tamper: 'wrong tenant', // tid of Entra, as part of §3.1.3.7, point 2
    words: 'not meant for this app',
  },
]

for (const { tamper, words } of atSignIn) {
  test(
    `a sign-in with a ${tamper} is refused with a message, and leaves no token behind`,
    {
      tag: '@promise',
      annotation: {
        type: 'requirement',
        description: 'OpenID Connect Core 1.0 §3.1.3.7; ASVS 10.5.1, 10.5.3, 10.5.4',
      },
    },
    async ({ page, stack, site, leaks }) => {
      const undo = stack.control.fault({ tamper })
      await openAsKnown(page, stack)
      await expect(alertOn(page)).toContainText(words)
      expect(askedFor(stack, 'weather'), 'no token was used').toBe(0)
      await leaks.look(page.context())
      // MSAL stores the tokens before the app can check them. The app removes them.
      const stored = await page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)))
      for (const kind of leaks.kinds()) expect(stored).not.toContain(leaks.secret(kind))
      expect(await leaks.take(await whereabouts(site, stack))).toEqual([])
      undo()
      await goOn(page, 'Sign in')
    },
  )
}

const atRenewal: readonly WrongToken[] = [
  {
    tamper: 'wrong subject', // §12.2
    words: 'for another account',
  },
  {
    tamper: 'client_info of another account', // §12.2
    words: 'for another account',
  },
  {
    tamper: 'wrong issuer', // §12.2
    words: 'not meant for this app',
  },
  {
    tamper: 'wrong audience', // §12.2
    words: 'not meant for this app',
  },
]

for (const { tamper, words } of atRenewal) {
  test(
    `a renewal with a ${tamper} is refused with a message, and its access token is not used`,
    {
      tag: ['@promise', '@long'],
      annotation: {
        type: 'requirement',
        description: 'OpenID Connect Core 1.0 §12.2; ASVS 10.5.2',
      },
    },
    async ({ page, stack }) => {
      await seeForecast(page, stack)
      stack.control.expireAccessTokens()
      stack.control.clearExchanges()
      const undo = stack.control.fault({ tamper })
      await refresh(page)
      await expect(alertOn(page)).toContainText(words)
      // The one request had the old token, which the API refused.
      expect(askedFor(stack, 'weather')).toBe(1)
      undo()
      await expect(alertOn(page).getByRole('button').first()).toBeVisible()
    },
  )
}

test(
  'the API rejects an access token with a broken signature, and the page says so',
  { tag: '@promise', annotation: { type: 'requirement', description: 'RFC 9068 §4; ASVS 7.2.1' } },
  async ({ page, stack }) => {
    const undo = stack.control.fault({ tamper: 'access token with wrong signature' })
    await openAsKnown(page, stack)
    await expect(alertOn(page)).toContainText('did not accept your sign-in')
    await expect(forecastRows(page)).toHaveCount(0)
    undo()
    await goOn(page, 'Sign in')
  },
)
