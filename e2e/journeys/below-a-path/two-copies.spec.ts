import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { nginxServer } from '../../../deploy/hosts/nginx.ts'
import { readHosting, writeDeployment } from '../../../deploy/hosts/write-deployment.ts'
import { findNginx } from '../../../deploy/hosts/testing/find-nginx.ts'
import { startNginx } from '../../../deploy/hosts/testing/nginx-host.ts'
import { defaultRegistrations } from '#local-entra'
import { refresh } from '../../support/failure.ts'
import { test as base } from '../../support/fixtures.ts'
import { accountButton, forecastRows, plainAccount } from '../../support/person.ts'
import { chooseInMenu, expectSignedOut } from '../../support/session-steps.ts'
import { basePath, expect } from './fixtures.ts'

interface Copies {
  /** Whether the copy at the root has the same registration as the copy below the path. */
  registration: 'the same' | 'another'
  /** The origin of both copies. */
  origin: string
}

const test = base.extend<Copies>({
  registration: ['the same', { option: true }],

  origin: async ({ registration, site, stack, tokenStorage }, use) => {
    const program = findNginx()
    if (program === undefined) return base.skip(true, 'There is no nginx on this machine.')
    const folder = await mkdtemp(join(tmpdir(), 'weather-copy-'))
    await cp('dist', folder, { recursive: true })
    const clientIds = defaultRegistrations().apps.map(({ clientId }) => clientId)
    const clientId = clientIds[registration === 'the same' ? 0 : 1] ?? ''
    await writeDeployment(folder, { ...stack.appConfig, clientId, tokenStorage })
    const servers = [site.folder, folder].map(async (root) =>
      nginxServer(await readHosting(root), { root }),
    )
    const nginx = await startNginx(program, (await Promise.all(servers)).join('\n'))
    for (const path of ['/', basePath]) stack.control.addAppOrigin(nginx.origin + path)
    await use(nginx.origin)
    await nginx.close()
    return rm(folder, { recursive: true })
  },

  baseURL: ({ origin }, use) => use(origin),
})

test.use({ basePath })

async function enter(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page).toHaveURL(path)
}

for (const registration of ['the same', 'another'] as const) {
  test.describe(`two copies on one origin, with ${registration} registration`, () => {
    test.use({ registration })

    test('a sign-out in one leaves the tabs of the other signed in', async ({
      page,
      stack,
      context,
    }) => {
      await stack.control.signInAs(context, plainAccount)
      await enter(page, '/forecast')
      const other = await context.newPage()
      await enter(other, '/app/forecast')
      await chooseInMenu(page, 'Sign out')
      await expectSignedOut(page)
      await other.evaluate(() => dispatchEvent(new Event('focus')))
      await refresh(other)
      await expect(forecastRows(other)).toHaveCount(5)
      await expect(accountButton(other, plainAccount)).toBeVisible()
    })

    test('one tab can switch between the two', async ({ page, stack, context }) => {
      await stack.control.signInAs(context, plainAccount)
      for (const path of ['/forecast', '/app/forecast', '/forecast?days=5', '/app/forecast#x']) {
        await enter(page, path)
      }
    })

    test('an unfinished sign-in in one does not prevent a sign-in in the other', async ({
      page,
      stack,
      context,
    }) => {
      await page.goto('/app/forecast')
      await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
      await stack.control.signInAs(context, plainAccount)
      await enter(page, '/forecast')
    })
  })
}
