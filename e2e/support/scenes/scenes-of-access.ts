import { expect, type Page } from 'playwright/test'
import { editableDays, expectRemoved, removeFirst, rolesAt } from '../editing.ts'
import { alertOn } from '../failure.ts'
import { forecastRows, plainAccount } from '../person.ts'
import { openProfile, profileScope } from '../profile.ts'
import { open, type Scene, type Stage } from './scene.ts'

/** The profile and the page for editors, with the messages of those who may not see them. */
export const scenesOfAccess: readonly Scene[] = [
  {
    name: 'profile',
    show: async ({ page }) => {
      await open(page, '/profile')
      await expect(page.getByRole('img', { name: 'Photo of Sunny Day' })).toBeVisible()
    },
  },
  {
    name: 'profile without a photo',
    show: async ({ page }) => {
      await page.route('**/me/photo/$value', (route) => route.abort())
      await open(page, '/profile')
      await expect(page.getByRole('heading', { name: 'Sunny Day' })).toBeVisible()
    },
  },
  {
    name: 'permission for the profile',
    show: async ({ page, stack }) => {
      stack.control.withdrawConsent(plainAccount, profileScope(stack))
      await open(page, '/profile')
      await expectButton(page, 'Review the permission')
    },
  },
  {
    name: 'error of the profile service',
    show: async ({ page, stack }) => {
      stack.control.fault({ endpoint: 'graph', status: 500 })
      await open(page, '/forecast')
      await expect(forecastRows(page)).toHaveCount(5)
      await openProfile(page)
      await expectButton(page, 'Try again')
    },
  },
  { name: 'forecast of an editor', show: showForecastOfEditor },
  { name: 'days to remove', show: showEditPage },
  {
    name: 'removed day',
    show: async (stage) => {
      await showEditPage(stage)
      await expectRemoved(stage.page, await removeFirst(stage.page))
    },
  },
  {
    name: 'role missing',
    show: async ({ page }) => {
      await open(page, '/edit')
      await expectButton(page, 'Try again')
    },
  },
  {
    name: 'role missing at the API',
    show: async ({ page, stack }) => {
      stack.control.changeAccount(plainAccount, rolesAt(stack, 'app'))
      await open(page, '/edit')
      await expect(editableDays(page)).toHaveCount(5)
      await removeFirst(page)
      await expectButton(page, 'Try again')
    },
  },
]

async function expectButton(page: Page, name: string): Promise<void> {
  await expect(alertOn(page).getByRole('button', { name })).toBeVisible()
}

async function showForecastOfEditor({ page, stack }: Stage): Promise<void> {
  stack.control.changeAccount(plainAccount, rolesAt(stack, 'app', 'API'))
  await open(page, '/forecast')
  await expect(page.getByRole('link', { name: 'Edit the forecast' })).toBeVisible()
}

async function showEditPage(stage: Stage): Promise<void> {
  await showForecastOfEditor(stage)
  await stage.page.getByRole('link', { name: 'Edit the forecast' }).click()
  await expect(editableDays(stage.page)).toHaveCount(5)
}
