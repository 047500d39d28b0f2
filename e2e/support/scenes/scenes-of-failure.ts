import { expect } from 'playwright/test'
import { open, type Scene, type Stage } from './scene.ts'

/** The error states of the app. */
export const scenesOfFailure: readonly Scene[] = [
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
      await page.getByLabel('Error number').fill('AADSTS50011')
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
]

function showRefusal(status: number) {
  return async ({ page, stack }: Stage) => {
    stack.control.fault({ endpoint: 'weather', status })
    await open(page, '/forecast')
    await expect(page.getByRole('alert')).toBeVisible()
  }
}
