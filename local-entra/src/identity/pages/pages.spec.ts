import { readFileSync } from 'node:fs'
import { expect, type Page } from 'playwright/test'
import type * as Axe from 'axe-core'
import { test } from '../../testing/browser-fixtures.ts'
import { authorizationRequest, MISTY, SUNNY } from '../../testing/protocol-client.ts'
import { type LocalEntra, startLocalEntra } from '../../local-entra.ts'
import { defaultRegistrations } from '../../registrations/default-registrations.ts'

declare global {
  var axe: typeof Axe
}

const AXE = readFileSync(
  new URL('../../../../node_modules/axe-core/axe.min.js', import.meta.url),
  'utf8',
)

type Open = (page: Page, stack: LocalEntra, redirectUri: string) => Promise<void>

const request = (stack: LocalEntra, redirect_uri: string, more: Record<string, string> = {}) =>
  authorizationRequest(stack, { redirect_uri, ...more }).url

const open =
  (more: Record<string, string> = {}): Open =>
  async (page, stack, redirectUri) => {
    await page.goto(request(stack, redirectUri, more))
  }

const openAs =
  (userNames: string[], more: Record<string, string> = {}): Open =>
  async (page, stack, redirectUri) => {
    await stack.control.signInAs(page.context(), userNames)
    await page.goto(request(stack, redirectUri, more))
  }

const choose =
  (userName: string): Open =>
  async (page, stack, redirectUri) => {
    await page.goto(request(stack, redirectUri))
    await page.getByRole('button', { name: userName }).click()
  }

/** A text of every page, and how to open it. */
const PAGES: [string, Open][] = [
  ['The identity provider is running', openPath('/')],
  ['AADSTS50105', openPath('/error?code=50105')],
  ['Sign in', open()],
  ['Pick an account', openAs([SUNNY, MISTY])],
  ['Approve sign-in request', choose('gail.gust@weather.example')],
  ['Permissions requested', choose(SUNNY)],
  ['for everyone in Weather Example', openAdminConsentAs('raine.grant@weather.example')],
  ['Have an admin account? Sign in with that account', openAdminConsentAs(SUNNY)],
  ['Need admin approval', choose('hazel.frost@weather.example')],
  ["Sorry, but we're having trouble signing you in.", open({ redirect_uri: 'http://x.example/' })],
  ['This sign-in is no longer active.', openPath('/weather.example/sign-in/none')],
  ['You signed out of your account', openSignedOut],
  ['Enter code to allow access', openPath('/common/oauth2/deviceauth')],
  ['This code does not work.', enterCode('AAAAAAAAA')],
  ['Are you trying to sign in to', confirmApp()],
  ['You have signed in to', confirmApp('Continue')],
  ['You have cancelled the sign-in', confirmApp('Cancel')],
]

function openPath(path: string): Open {
  return async (page, stack) => {
    await page.goto(stack.identity.origin + path)
  }
}

/** The admin consent link of the app. */
function adminConsentLink(stack: LocalEntra, redirectUri: string): string {
  const { clientId, weatherApi, authorityMetadata } = stack.appConfig
  const endpoint = authorityMetadata.issuer + '/adminconsent'
  const query = { client_id: clientId, scope: weatherApi.scope, redirect_uri: redirectUri }
  return `${endpoint}?${new URLSearchParams(query).toString()}`
}

function openAdminConsentAs(account: string): Open {
  return async (page, stack, redirectUri) => {
    await page.goto(adminConsentLink(stack, redirectUri))
    await page.getByRole('button', { name: account }).click()
  }
}

async function openSignedOut(page: Page, stack: LocalEntra): Promise<void> {
  await page.goto(stack.appConfig.authorityMetadata.end_session_endpoint)
}

function enterCode(userCode?: string): Open {
  return async (page, stack) => {
    await page.goto(`${stack.identity.origin}/common/oauth2/deviceauth`)
    await page.getByLabel('Code').fill(userCode ?? (await requestUserCode(stack)))
    await page.getByRole('button', { name: 'Next' }).click()
  }
}

/** Enters the code of a device, signs in, and answers the question for the app with a button. */
function confirmApp(button?: 'Continue' | 'Cancel'): Open {
  return async (page, stack, redirectUri) => {
    await stack.control.signInAs(page.context(), SUNNY)
    await enterCode()(page, stack, redirectUri)
    await page.getByRole('button', { name: SUNNY }).click()
    if (button) await page.getByRole('button', { name: button }).click()
  }
}

/** What a device would show. */
async function requestUserCode({ appConfig, registrations }: LocalEntra): Promise<string> {
  const [, , desktop] = registrations.apps
  const { token_endpoint } = appConfig.authorityMetadata
  const response = await fetch(token_endpoint.replace(/token$/, 'devicecode'), {
    method: 'POST',
    body: new URLSearchParams({
      client_id: desktop?.clientId ?? '',
      scope: appConfig.weatherApi.scope,
    }),
  })
  return ((await response.json()) as { user_code: string }).user_code
}

for (const [title, openPage] of PAGES) {
  test(`the page "${title}" is accessible, in light and dark, wide and narrow`, async ({
    page,
    app,
    stack,
  }) => {
    const messages: string[] = []
    page.on('console', (message) => messages.push(message.text()))
    await openPage(page, stack, `${app.origin}/`)
    await expect(page.getByText(title).first()).toBeVisible()
    await expect(page.getByText('Local identity provider', { exact: false })).toBeVisible()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await violations(page), colorScheme).toEqual([])
    }
    await page.setViewportSize({ width: 320, height: 640 })
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow, 'pixels wider than the screen').toBe(0)
    expect(messages.filter((text) => text.includes('Content Security Policy'))).toEqual([])
  })
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    const { violations: found } = await axe.run()
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  })
}

/** Expects that the second tab stop of a page is a button. The page may still be arriving. */
async function pressTabTwice(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name })
  await expect(button).toBeVisible()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect(button).toBeFocused()
}

test('a user can sign in with the keyboard', async ({ page, app, stack }) => {
  await page.goto(request(stack, `${app.origin}/`))
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: SUNNY })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Permissions requested' })).toBeVisible()
  await pressTabTwice(page, 'Accept')
  await page.keyboard.press('Space')
  await expect(page.getByText('An app')).toBeVisible()
})

test('a user can sign in to a device with the keyboard', async ({ page, stack }) => {
  await stack.control.signInAs(page.context(), SUNNY)
  await page.goto(`${stack.identity.origin}/common/oauth2/deviceauth`)
  await expect(page.getByLabel('Code')).toBeFocused()
  await page.keyboard.type((await requestUserCode(stack)).toLowerCase())
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: SUNNY }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Are you trying to sign in to' })).toBeVisible()
  await pressTabTwice(page, 'Continue')
  await page.keyboard.press('Space')
  await expect(page.getByRole('heading', { name: 'You have signed in to' })).toBeVisible()
})

test('an administrator can consent with the keyboard, and then the user signs in', async ({
  page,
  browser,
  app,
  stack,
}) => {
  const hazel = 'hazel.frost@weather.example'
  await page.goto(request(stack, `${app.origin}/`))
  await page.getByRole('button', { name: hazel }).click()
  await page.getByRole('button', { name: 'Return to the app' }).click()
  await page.waitForURL(/error_subcode=cancel/)

  const administrator = await (await browser.newContext()).newPage()
  await administrator.goto(adminConsentLink(stack, `${app.origin}/`))
  await administrator.getByRole('button', { name: 'raine.grant@weather.example' }).focus()
  await administrator.keyboard.press('Enter')
  await expect(administrator.getByText('for all users of your organisation')).toBeVisible()
  await pressTabTwice(administrator, 'Accept')
  await administrator.keyboard.press('Space')
  await administrator.waitForURL(`${app.origin}/?admin_consent=True&tenant=*`)
  await administrator.context().close()

  await page.goto(request(stack, `${app.origin}/`, { prompt: 'login' }))
  await page.getByRole('button', { name: hazel }).click()
  await page.waitForURL(/#code=/)
})

test('no page can be shown in a frame', async ({ page, app, stack }) => {
  await page.goto(app.origin)
  await page.evaluate(
    (url) => {
      const frame = document.createElement('iframe')
      frame.src = url
      document.body.append(frame)
    },
    request(stack, `${app.origin}/`),
  )
  await expect.poll(() => page.frames().at(-1)?.url()).toContain('chrome-error:')
})

test('form_post posts the code to the app under the Content-Security-Policy', async ({
  page,
  app,
  stack,
}) => {
  await stack.control.signInAs(page.context(), SUNNY)
  const posted = page.waitForRequest((sent) => sent.method() === 'POST')
  await page.goto(request(stack, `${app.origin}/`, { response_mode: 'form_post' }))
  const form = new URLSearchParams((await posted).postData() ?? '')
  expect([...form.keys()]).toEqual(['code', 'client_info', 'state', 'session_state'])
})

test('after a sign-out frames notify the apps, and then the page returns to the app', async ({
  page,
  app,
}) => {
  const registrations = defaultRegistrations()
  for (const entry of registrations.apps) entry.frontChannelLogoutUri = `${app.origin}/?signed-out`
  const stack = await startLocalEntra({ appOrigins: [app.origin], registrations })
  await stack.control.signInAs(page.context(), SUNNY)
  await page.goto(request(stack, `${app.origin}/`))
  await page.waitForURL(`${app.origin}/**`)
  const notification = page.waitForRequest((sent) => sent.url().includes('?signed-out'))
  const query = new URLSearchParams({
    post_logout_redirect_uri: `${app.origin}/`,
    logout_hint: SUNNY,
    state: 'after',
  })
  await page.goto(`${stack.appConfig.authorityMetadata.end_session_endpoint}?${query.toString()}`)
  expect(new URL((await notification).url()).searchParams.has('sid')).toBe(true)
  await page.waitForURL(`${app.origin}/?state=after`)
  await stack.close()
})
