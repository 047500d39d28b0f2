import { expect } from 'playwright/test'
import { accountButton, forecastRows, plainAccount } from '../person.ts'
import { sampleForecast } from '../sample-forecast.ts'
import { open, type Scene, type Stage } from './scene.ts'
import { scenesOfAccess } from './scenes-of-access.ts'
import { scenesOfFailure } from './scenes-of-failure.ts'
import { endProviderSession, hour, otherAccount, pass } from '../session-steps.ts'

/** The visually different states of the app. */
export const scenes: readonly Scene[] = [
  {
    name: 'signed out',
    show: async ({ page }) => {
      await open(page, '/')
      await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
    },
  },
  {
    name: 'consent granted',
    show: async ({ page }) => {
      await open(page, '/?admin_consent=True')
      await expect(page.getByText('the permission was granted')).toBeVisible()
    },
  },
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
  ...scenesOfFailure,
  ...scenesOfAccess,
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

function showForecast(days: number) {
  return async ({ page, stack }: Stage) => {
    stack.control.setForecast(sampleForecast(days))
    await open(page, '/forecast')
    await expect(forecastRows(page).first()).toBeVisible()
    if (days > 1) await expect(page.getByRole('img', { name: 'Chart' })).toBeVisible()
  }
}

async function showFlow(stage: Stage): Promise<void> {
  await showForecast(5)(stage)
  await stage.page.getByRole('link', { name: 'Flow' }).click()
  await expect(stage.page.getByRole('heading', { name: 'API response' })).toBeVisible()
}
