import type { Page } from 'playwright/test'
import { defaultRegistrations, type LocalEntra, type RegistrationsInput } from '#local-entra'
import { expect, test as journeys } from '../../support/fixtures.ts'
import { accountButton, plainAccount } from '../../support/person.ts'
import { expectProfile, openProfile } from '../../support/profile.ts'
import { chooseInMenu, enter, otherAccount } from '../../support/session-steps.ts'

const unnamed = 'nora.name@weather.example'
const empty = 'empty.profile@weather.example'

/** The sample accounts, and some of whom Microsoft Graph knows little. */
function registrationsWithStrangers(): RegistrationsInput {
  const { accounts, ...others } = defaultRegistrations()
  const tenantId = others.tenants[0]?.id ?? ''
  const account = (userName: string, number: number, profile: Record<string, unknown>) => ({
    userName,
    name: 'Stranger',
    tenantId,
    oid: `10ca1000-57ac-4000-d000-0000000001${number}`,
    profile,
  })
  return {
    ...others,
    accounts: [
      ...accounts,
      account(unnamed, 10, { displayName: null, mail: null, jobTitle: null }),
      account(empty, 11, {
        displayName: ' ',
        userPrincipalName: null,
        mail: '',
        jobTitle: '\u200b',
      }),
    ],
  }
}

const test = journeys.extend<object>({
  localEntraOptions: [{ registrations: registrationsWithStrangers() }, { scope: 'worker' }],
})

const photo = (page: Page, name = 'Sunny Day') =>
  page.getByRole('img', { name: `Photo of ${name}` })

async function showProfile(page: Page, stack: LocalEntra): Promise<void> {
  await enter(page, stack)
  await openProfile(page)
  await expectProfile(page)
}

/** How many opaque colours the photo on screen has. */
function countColours(page: Page): Promise<number> {
  return photo(page).evaluate((canvas: HTMLCanvasElement) => {
    const image = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height)
    const pixels = new Uint32Array(image?.data.buffer ?? new ArrayBuffer())
    // The alpha channel is the last byte of a pixel.
    return new Set(pixels.filter((pixel) => pixel >>> 24 === 255)).size
  })
}

test(
  'the profile shows name, photo, job title and mail of Microsoft Graph',
  { tag: '@promise' },
  async ({ page, stack }) => {
    await showProfile(page, stack)
    await expect(photo(page)).toBeVisible()
    // Painted, and not only there: the drawing is of many colours.
    await expect.poll(() => countColours(page)).toBeGreaterThan(10)
    await expect(page.getByText('Not set by your organisation')).toHaveCount(1)
    await expect(page.getByRole('definition').filter({ hasText: plainAccount })).toBeVisible()
    await expect(page).toHaveTitle(/^Profile/)
  },
)

test('a job title is shown, and initials where there is no photo (404)', async ({
  page,
  stack,
}) => {
  await enter(page, stack, { account: otherAccount })
  await openProfile(page)
  await expectProfile(page, 'Misty Moore')
  await expect(page.getByRole('definition').filter({ hasText: 'Meteorologist' })).toBeVisible()
  await expect(page.getByRole('main').getByText('MM', { exact: true })).toBeVisible()
  await expect(page.getByRole('img')).toHaveCount(0)
})

const photos: Readonly<Record<string, { status: number; body?: string; contentType?: string }>> = {
  'is no picture': { status: 200, body: 'not a picture', contentType: 'image/jpeg' },
  'is empty': { status: 200, body: '', contentType: 'image/jpeg' },
  'is a web page': { status: 200, body: '<h1>Sign in</h1>', contentType: 'text/html' },
  'cannot be loaded (500)': { status: 500 },
  'is refused (403)': { status: 403 },
}

for (const [what, response] of Object.entries(photos)) {
  test(`a photo that ${what} leaves the initials, and the rest of the page`, async ({
    page,
    stack,
  }) => {
    const headers = { 'access-control-allow-origin': '*' }
    await page.route('**/me/photo/$value', (route) => route.fulfill({ headers, ...response }))
    await showProfile(page, stack)
    await expect(page.getByRole('main').getByText('SD', { exact: true })).toBeVisible()
    await expect(photo(page)).toHaveCount(0)
  })
}

test('a slow photo does not hold up the rest of the page', async ({ page, stack }) => {
  let show = () => {}
  const shown = new Promise<void>((resolve) => (show = resolve))
  await page.route('**/me/photo/$value', async (route) => {
    await shown
    await route.continue()
  })
  await showProfile(page, stack)
  await expect(page.getByRole('main').getByText('SD', { exact: true })).toBeVisible()
  show()
  await expect(photo(page)).toBeVisible()
})

for (const [who, account, heading] of [
  ['a display name, mail and job title', unnamed, unnamed],
  ['any name', empty, 'Your profile'],
] as const) {
  test(`the page is whole for a person without ${who}`, async ({ page, stack }) => {
    await enter(page, stack, { account })
    await openProfile(page)
    await expectProfile(page, heading)
    await expect(page.getByText('Not set by your organisation')).toHaveCount(2)
    await expect(page.getByRole('main')).not.toContainText(/undefined|null/)
  })
}

test('after an account switch the profile is that of the other account', async ({
  page,
  stack,
}) => {
  await showProfile(page, stack)
  await expect(photo(page)).toBeVisible()
  await stack.control.signInAs(page.context(), [plainAccount, otherAccount])
  await chooseInMenu(page, 'Switch account')
  await page.getByRole('button', { name: otherAccount }).click()
  await expect(accountButton(page, otherAccount)).toBeVisible()
  await openProfile(page)
  await expectProfile(page, 'Misty Moore')
  await expect(photo(page)).toHaveCount(0)
  await chooseInMenu(page, `Use ${plainAccount}`)
  await expectProfile(page)
  await expect(photo(page)).toBeVisible()
})
