import { readFile } from 'node:fs/promises'
/* oxlint-disable project/layers -- the keys of the catalogue alone: the pages show its texts */
import {
  apiErrors,
  apiRefusals,
  forbiddenFor,
  otherSignIn,
} from '../../../src/errors/catalogue/api.ts'
import { appErrors, authErrors } from '../../../src/errors/catalogue/app.ts'
import { entraErrors } from '../../../src/errors/catalogue/entra.ts'
import { msalErrors } from '../../../src/errors/catalogue/msal.ts'
import { oauthErrors, suberrors } from '../../../src/errors/catalogue/oauth.ts'
/* oxlint-enable project/layers */
import { alertOn, goOn, openAsKnown } from '../../support/failure.ts'
import { expect, serverTest, test } from '../../support/fixtures.ts'
import { AADSTS, type AadstsCode } from '#local-entra'
import { plainAccount } from '../../support/person.ts'
import { faultsOfResponses } from '../../support/faults/responses.ts'
import { faultsOfApi } from '../../support/faults/api.ts'
import { notReached, shownElsewhere } from '../../support/faults/covered-elsewhere.ts'
import { faultsOfOAuth } from '../../support/faults/oauth-errors.ts'
import { expectEachExplained } from '../../support/faults/expect-explained.ts'
import { aadstsCodesBySubject } from '../../support/faults/aadsts-codes.ts'
import { explainedFaults, whoLabels } from '../../support/faults/explained-fault.ts'

for (const [subject, rows] of Object.entries(aadstsCodesBySubject)) {
  test(`a token request refused by Entra is explained: ${subject}`, async ({ page, stack }) => {
    test.slow()
    await expectEachExplained(
      page,
      stack,
      explainedFaults(rows, (aadsts) => ({ endpoint: 'token', aadsts })),
    )
  })

  test(`an authorization request refused by Entra is explained: ${subject}`, async ({
    page,
    stack,
  }) => {
    test.slow()
    const answered = rows.filter(([number]) => AADSTS[number].page === undefined)
    await expectEachExplained(
      page,
      stack,
      explainedFaults(answered, (aadsts) => ({ endpoint: 'authorize', aadsts })),
    )
  })
}

test('an OAuth error without an AADSTS code is explained', async ({ page, stack }) => {
  test.slow()
  await expectEachExplained(page, stack, faultsOfOAuth)
})

test('an unusable response of the identity provider is explained', async ({ page, stack }) => {
  test.slow()
  await expectEachExplained(page, stack, faultsOfResponses)
})

test('an error that only the sign-in page shows can be looked up by its AADSTS code', async ({
  page,
  stack,
}) => {
  const keptBack = Object.values(aadstsCodesBySubject)
    .flat()
    .filter(([number]) => AADSTS[number].page !== undefined)
  await stack.control.signInAs(page.context(), plainAccount)
  const undo = stack.control.fault({ endpoint: 'authorize', aadsts: 50011 })
  await page.goto('/forecast')
  await expect(page.getByText('AADSTS50011')).toBeVisible()
  undo()
  await page.goto('/forecast')
  await expect(alertOn(page)).toContainText('type its number below')
  const field = page.getByLabel('Error number, or the whole message')
  const lookup = page.locator('section').filter({ has: field })
  for (const [number, title, who] of keptBack) {
    await field.fill(`AADSTS${number}: the rest of the message`)
    await expect(lookup.getByRole('heading', { level: 3 })).toContainText(title)
    await expect(lookup).toContainText(whoLabels[who])
  }
  await goOn(page, 'Sign in')
})

test(
  'each fix names the real addresses, IDs and permissions',
  { tag: '@promise' },
  async ({ context, site: { origin }, stack }) => {
    const { authority, clientId, weatherApi, authorityMetadata } = stack.appConfig
    const tenant = authority.split('/').at(-1) ?? ''
    const base = authorityMetadata.authorization_endpoint.replace('/oauth2/v2.0/authorize', '')
    const consent = `${base}/v2.0/adminconsent?client_id=${clientId}`
    const fixes: [AadstsCode, string[]][] = [
      [9002326, [clientId, `${origin}/`, `${origin}/redirect.html`]],
      [650056, [clientId, weatherApi.scope]],
      [90002, [tenant, authority]],
      [700016, [tenant, clientId, consent]],
      [90094, [weatherApi.scope, consent]],
    ]
    for (const [aadsts, values] of fixes) {
      const undo = stack.control.fault({ endpoint: 'token', aadsts })
      const page = await context.newPage()
      await openAsKnown(page, stack)
      for (const value of values) {
        const copied = page.locator('dd').filter({ hasText: value }).first()
        await expect(
          copied.getByRole('button', { name: 'Copy', includeHidden: true }),
        ).toBeAttached()
      }
      if (values.includes(consent)) {
        const link = alertOn(page).locator(`a[href^="${consent}"]`)
        await expect(link).toBeVisible()
      }
      undo()
    }
  },
)

serverTest(
  'every entry of the error catalogue is shown in a journey, or has a listed reason why not',
  { tag: '@promise' },
  async () => {
    const met = [...faultsOfOAuth, ...faultsOfResponses, ...faultsOfApi].map(({ entry }) => entry)
    const numbers = Object.values(aadstsCodesBySubject)
      .flat()
      .map(([number]) => String(number))
    const known = new Set([...met, ...numbers, ...Object.keys(shownElsewhere)])
    const catalogue = [
      entraErrors,
      oauthErrors,
      suberrors,
      msalErrors,
      authErrors,
      apiErrors,
      forbiddenFor,
      { otherSignIn },
      appErrors,
    ]
    const entries = catalogue.flatMap((part) => Object.keys(part))
    const left = entries.filter((entry) => !known.has(entry))
    expect(left.toSorted()).toEqual(Object.keys(notReached).toSorted())
    const refusals = apiRefusals.filter(({ says }) => met.some((entry) => says.test(entry)))
    expect(refusals).toHaveLength(apiRefusals.length)
    for (const [file, title] of Object.values(shownElsewhere))
      expect(await readFile(`e2e/journeys/${file}`, 'utf8')).toContain(title)
  },
)
