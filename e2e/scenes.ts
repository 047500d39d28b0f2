import { expect, type Page } from 'playwright/test'
import type { Site } from './fixtures.ts'
import type { LocalStack } from './local-stack/local-stack.ts'
import { accountButton, forecastRows, plainAccount } from './person.ts'
import { sampleForecast } from './sample-forecast.ts'
import { endProviderSession, hour, otherAccount, pass } from './session-steps.ts'

interface Stage {
  page: Page
  stack: LocalStack
  site: Site
}

/** A state that a person can find the app in, and how to bring it about. Who gets here is signed in at the identity provider. */
export interface Scene {
  name: string
  show: (stage: Stage) => Promise<void>
  /** The page is too long for a picture of all of it. */
  isLong?: boolean
}

/** Every state of the app that looks like nothing else. */
export const scenes: readonly Scene[] = [
  { name: 'signed out', show: ({ page }) => open(page, '/') },
  {
    name: 'loading',
    show: async ({ page, stack }) => {
      stack.control.fault({ endpoint: 'weather', hang: true })
      const asked = page.waitForRequest(stack.weatherApi.url)
      await open(page, '/forecast')
      await asked
    },
  },
  { name: 'forecast', show: showForecast(5) },
  { name: 'forecast of a day', show: showForecast(1) },
  { name: 'forecast of a month', show: showForecast(30) },
  {
    name: 'forecast in pages',
    isLong: true,
    show: async (stage) => {
      await showForecast(10_000)(stage)
      await stage.page.getByRole('button', { name: 'Next' }).click()
    },
  },
  {
    name: 'forecast in Fahrenheit',
    show: async (stage) => {
      await showForecast(5)(stage)
      await stage.page.getByText('°F Fahrenheit').click()
    },
  },
  {
    name: 'no forecast',
    show: async ({ page, stack }) => {
      stack.control.setForecast([])
      await open(page, '/forecast')
      await expect(page.getByText('has no forecast at the moment')).toBeVisible()
    },
  },
  {
    name: 'account menu',
    show: async (stage) => {
      await showForecast(5)(stage)
      await accountButton(stage.page, plainAccount).click()
    },
  },
  {
    name: 'account menu of two',
    show: async (stage) => {
      await showForecast(5)(stage)
      const { page, stack } = stage
      await stack.control.signInAs(page.context(), [plainAccount, otherAccount])
      await accountButton(page, plainAccount).click()
      await page.getByRole('button', { name: 'Switch account' }).click()
      await page.getByRole('button', { name: otherAccount }).click()
      await accountButton(page, otherAccount).click()
      await expect(page.getByRole('button', { name: `Use ${plainAccount}` })).toBeVisible()
    },
  },
  {
    name: 'sign-in that ended',
    show: async (stage) => {
      const { page, stack } = stage
      await page.clock.install()
      await showForecast(5)(stage)
      await endProviderSession(page.context())
      stack.control.revoke()
      await pass(page, stack, 2 * hour)
      await expect(page.getByRole('button', { name: 'Sign in again' })).toBeVisible()
    },
  },
  {
    name: 'old forecast',
    show: async (stage) => {
      await showForecast(5)(stage)
      stage.stack.control.fault({ endpoint: 'weather', status: 503 })
      await stage.page.getByRole('button', { name: 'Refresh' }).click()
      await expect(stage.page.getByRole('alert')).toBeVisible()
    },
  },
  {
    name: 'offline',
    show: async (stage) => {
      await showForecast(5)(stage)
      await stage.page.context().setOffline(true)
      await expect(stage.page.getByText('Offline')).toBeVisible()
    },
  },
  { name: 'error of the service', show: showRefusal(500) },
  { name: 'no permission', show: showRefusal(403) },
  {
    name: 'identity provider refuses',
    show: async ({ page, stack }) => {
      stack.control.fault({ endpoint: 'token', drop: true })
      await open(page, '/forecast')
      await expect(page.getByRole('alert')).toBeVisible()
    },
  },
  {
    name: 'wrong registration',
    show: async ({ page, stack }) => {
      stack.control.fault({ endpoint: 'token', aadsts: 9002326 })
      await open(page, '/forecast')
      await expect(page.getByRole('alert')).toBeVisible()
    },
  },
  {
    name: 'sign-in unfinished',
    show: async ({ page, stack }) => {
      stack.control.fault({ endpoint: 'authorize', aadsts: 50011 })
      await page.goto('/forecast')
      await expect(page.getByText('AADSTS50011')).toBeVisible()
      await page.goto('/forecast')
      await page.getByLabel('Its number').fill('AADSTS50011')
      await expect(page.getByRole('heading', { level: 3 })).toBeVisible()
    },
  },
  {
    name: 'no such page',
    show: async ({ page }) => {
      await open(page, '/nowhere')
      await expect(page.getByRole('alert')).toBeVisible()
    },
  },
  {
    name: 'wrong configuration',
    show: async ({ page, stack, site }) => {
      await site.deploy({ ...stack.appConfig, clientId: 'abc', authority: 'contoso' })
      await open(page, '/forecast')
      await expect(page.getByRole('alert')).toBeVisible()
    },
  },
  { name: 'flow', show: showFlow },
  {
    name: 'flow in detail',
    show: async (stage) => {
      await showFlow(stage)
      for (const step of [
        'Authorization request',
        'Token request',
        'Token response',
        'API response',
      ])
        await stage.page.getByRole('heading', { name: step }).click()
    },
  },
  {
    name: 'flow through a hidden frame',
    show: async (stage) => {
      await showFlow(stage)
      stage.stack.control.expireRefreshTokens()
      await stage.page.getByRole('button', { name: 'Renew the access token now' }).click()
      await expect(stage.page.getByRole('heading', { name: 'Token response' })).toHaveCount(2)
    },
  },
  {
    name: 'flow that failed',
    show: async (stage) => {
      stage.stack.control.fault({ endpoint: 'weather', status: 403, times: 1 })
      await open(stage.page, '/forecast')
      await expect(stage.page.getByRole('alert')).toBeVisible()
      await stage.page.getByRole('link', { name: 'Flow' }).click()
      await stage.page.getByRole('heading', { name: 'API response' }).click()
    },
  },
]

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path, { waitUntil: 'commit' })
}

function showForecast(days: number) {
  return async ({ page, stack }: Stage) => {
    stack.control.setForecast(sampleForecast(days))
    await open(page, '/forecast')
    await expect(forecastRows(page).first()).toBeVisible()
    if (days > 1) await expect(page.getByRole('img', { name: 'Chart' })).toBeVisible()
  }
}

function showRefusal(status: number) {
  return async ({ page, stack }: Stage) => {
    stack.control.fault({ endpoint: 'weather', status })
    await open(page, '/forecast')
    await expect(page.getByRole('alert')).toBeVisible()
  }
}

async function showFlow(stage: Stage): Promise<void> {
  await showForecast(5)(stage)
  await stage.page.getByRole('link', { name: 'Flow' }).click()
  await expect(stage.page.getByRole('heading', { name: 'API response' })).toBeVisible()
}
