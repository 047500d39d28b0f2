import { expect, type Page } from 'playwright/test'
import type { Config } from '../../../src/config/config.ts'
import type { ServerFault } from '../../support/faulty-server.ts'
import { test } from '../../support/fuzz/fixtures.ts'
import { forecastRows, plainAccount } from '../../support/person.ts'
import { otherAccount } from '../../support/session-steps.ts'

// The claims with names in an ID token depend on the tenant and can be missing. Every account still has a label, and no two
// accounts have the same.

type Claims = Record<string, unknown>

/** Changes claims of each ID token; undefined removes one. */
function renaming(changes: Claims): ServerFault {
  return (answer, request) => {
    const isToken = request.method === 'POST' && new URL(request.url).pathname.endsWith('/token')
    if (!isToken || answer.status !== 200) return
    const tokens = JSON.parse(answer.body) as { id_token: string }
    const [header, payload = '', signature] = tokens.id_token.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims
    const changed = Buffer.from(JSON.stringify({ ...claims, ...changes })).toString('base64url')
    const idToken = [header, changed, signature].join('.')
    answer.body = JSON.stringify({ ...tokens, id_token: idToken })
  }
}

/** The account button in the header. */
const menuButton = (page: Page) => page.locator('.account-button')
const initials = (page: Page) => page.locator('.initials')

interface Named {
  claims: Claims
  label: string
  initials: string
}

// The forms of the provider post only to its own origin. The sign-in page therefore comes from the provider itself, and only
// the token requests pass through the faulty server.
test.beforeEach(({ provider, site, stack }) => {
  const { authorization_endpoint } = stack.appConfig.authorityMetadata
  const authorityMetadata = { ...provider.config.authorityMetadata, authorization_endpoint }
  return site.deploy({ ...provider.config, authorityMetadata } as Config)
})

const unnamed = { preferred_username: undefined, name: undefined }
const accounts: readonly Named[] = [
  { claims: { preferred_username: undefined }, label: 'Sunny Day', initials: 'SD' },
  { claims: unnamed, label: 'Account …00000001', initials: 'A0' },
  { claims: { ...unnamed, login_hint: plainAccount }, label: plainAccount, initials: 'SD' },
  { claims: { preferred_username: '', name: null }, label: 'Account …00000001', initials: 'A0' },
  { claims: { preferred_username: 7, name: ['x'] }, label: 'Account …00000001', initials: 'A0' },
  { claims: { preferred_username: ' ', name: 'X (Guest)' }, label: 'X (Guest)', initials: 'X' },
  { claims: { name: 'Müller, Anna (EXT)' }, label: plainAccount, initials: 'MA' },
  { claims: { name: '🦄' }, label: plainAccount, initials: '🦄' },
]

for (const { claims, label, initials: letters } of accounts)
  test(`an ID token with ${JSON.stringify(claims, (_, value) => value ?? 'none')} is shown as ${label}`, async ({
    page,
    stack,
    provider,
  }) => {
    provider.plant(renaming(claims))
    await stack.control.signInAs(page.context(), plainAccount)
    await page.goto('/forecast')
    for (const load of ['first', 'again']) {
      await expect(forecastRows(page), load).toHaveCount(5)
      await expect(menuButton(page)).toHaveAccessibleName(label)
      await expect(initials(page)).toHaveText(letters)
      await page.reload()
    }
    await page.getByRole('link', { name: 'Flow' }).click()
    await expect(page.getByText(`${label} is active`)).toBeVisible()
  })

test('two accounts with the same name and no user name are told apart, and the right one is removed', async ({
  page,
  stack,
  provider,
}) => {
  provider.plant(renaming({ preferred_username: undefined, name: 'Alex Rain' }))
  await stack.control.signInAs(page.context(), plainAccount)
  await page.goto('/forecast')
  await expect(menuButton(page)).toHaveAccessibleName('Alex Rain')
  await stack.control.signInAs(page.context(), [plainAccount, otherAccount])
  await menuButton(page).click()
  await page.getByRole('button', { name: 'Switch account' }).click()
  await page.getByRole('button', { name: otherAccount }).click()
  await expect(menuButton(page)).toHaveAccessibleName('Alex Rain (…00000002)')
  await menuButton(page).click()
  await page.getByRole('button', { name: 'Use Alex Rain (…00000001)' }).click()
  await expect(menuButton(page)).toHaveAccessibleName('Alex Rain (…00000001)')
  await menuButton(page).click()
  await page.getByRole('button', { name: 'Remove Alex Rain (…00000002)' }).click()
  await expect(page.getByRole('button', { name: 'Use' })).toHaveCount(0)
  await expect(menuButton(page)).toHaveAccessibleName('Alex Rain')
})
