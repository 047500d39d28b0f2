import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test as base } from 'playwright/test'
import type { LocalEntra } from '#local-entra'
import { withEntra } from '#local-entra/playwright'
import { runCommand } from '../../command-line/command.ts'
import { freePort } from '../../command-line/testing/free-ports.ts'
import type { Transcript } from './transcript.ts'
import { verifyTenantCommand } from './verify-tenant.ts'

// A local Entra plays the tenant, and Chromium the user's browser.

interface Verification {
  origin: string
  /** @returns what the command printed, its exit code, and the transcript */
  result: () => Promise<{ code: number; output: string; text: string; transcript: Transcript }>
}

const test = withEntra(base, { configure: () => Promise.resolve() }).extend<{
  verification: Verification
}>({
  verification: async ({ localEntra }, provide) => {
    const folder = await mkdtemp(join(tmpdir(), 'verify-tenant-'))
    await provide(await startCommand(localEntra, folder))
    await rm(folder, { recursive: true })
  },
})

async function startCommand(tenant: LocalEntra, folder: string): Promise<Verification> {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  tenant.control.addAppOrigin(origin)
  const [config, out] = [join(folder, 'config.json'), join(folder, 'transcript.json')]
  await writeFile(config, JSON.stringify(tenant.appConfig))
  const parameters = ['--config', config, '--port', String(port), '--out', out]
  let output = ''
  const print = (text: string) => void (output += `${text}\n`)
  let listening: (() => void) | undefined
  const ended = new Promise<number>((resolve) => {
    const call = { parameters, environment: {} }
    const say = (text: string) => {
      print(text)
      if (text.startsWith('Open ')) listening?.()
    }
    void runCommand(verifyTenantCommand, call, { say, complain: print }).then(resolve)
  })
  await new Promise<void>((resolve) => (listening = resolve))
  return {
    origin,
    result: async () => {
      const code = await ended
      const text = await readFile(out, 'utf8')
      return { code, output, text, transcript: JSON.parse(text) as Transcript }
    },
  }
}

const user = 'sunny.day@weather.example'

async function takeWalk(page: Page, origin: string): Promise<void> {
  await page.goto(origin)
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByRole('button', { name: user }).click()
  const accept = page.getByRole('button', { name: 'Accept' })
  const status = page.getByRole('status')
  await expect(accept.or(status)).toBeVisible()
  if (await accept.isVisible()) await accept.click()
  await expect(status).toHaveText(/The walk is complete\. The terminal shows the result\./)
}

test('a walk in a browser has no difference to the same walk over HTTP, and its transcript no value', async ({
  page,
  entra,
  verification,
  localEntra,
}) => {
  const violations: string[] = []
  page.on(
    'console',
    (message) => void (message.type() === 'error' && violations.push(message.text())),
  )
  await takeWalk(page, verification.origin)
  const { code, output, text, transcript } = await verification.result()
  expect(transcript.differences).toEqual([])
  expect(code).toBe(0)
  expect(output).toContain('No differences to local Entra. The transcript is in')
  expect(transcript.steps).toHaveLength(17)
  expect(transcript.browser).toMatch(/^Chrome \d+$/)
  expect(violations.filter((violation) => /policy/i.test(violation))).toEqual([])
  const { clientId, authority } = localEntra.appConfig
  const known = [user, 'Sunny', clientId, authority.split('/').at(-1) ?? '', 'localhost', 'api://']
  expect(known.filter((value) => text.includes(value))).toEqual([])
  // Nothing of the tenant stays in the tab.
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
  expect(page.url()).toBe(`${verification.origin}/`)
  expect(entra.exchanges().length).toBeGreaterThan(15)
})

test('each difference of the tenant is named, and the exit code is 1', async ({
  page,
  entra,
  verification,
}) => {
  entra.setSwitch('refreshIn', true)
  entra.setAccessTokenLifetime(4800)
  entra.setSwitch('logoutReturnsState', false)
  await takeWalk(page, verification.origin)
  const { code, output, transcript } = await verification.result()
  expect(code).toBe(1)
  expect(transcript.differences).toContain('In "code", `refresh_in` is new: 40 minutes.')
  expect(transcript.differences).toContain(
    'In "sign-out response", `state` is missing. In local Entra it is: as sent.',
  )
  expect(output).toContain('`refresh_in` is new')
})

test('a sign-in that the user cancels ends the walk with what was recorded', async ({
  page,
  verification,
}) => {
  await page.goto(verification.origin)
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('status')).toContainText('The tenant refused the sign-in.')
  const { code, transcript } = await verification.result()
  expect(code).toBe(1)
  expect(transcript.steps.map(({ step }) => step)).toEqual(['authorization response'])
  expect(transcript.steps[0]?.facts).toMatchObject({ error: 'access_denied' })
  expect(transcript.differences).toContain('The step "renewal" is missing.')
})

test('a step that does not come back can be skipped', async ({ page, verification }) => {
  await page.goto(verification.origin)
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(page.getByRole('button', { name: user })).toBeVisible()
  await page.goto(verification.origin)
  await expect(page.getByRole('status')).toHaveText(
    'The identity provider did not redirect back from the sign-in.',
  )
  await page.getByRole('button', { name: 'Skip this step' }).click()
  await expect(page.getByRole('status')).toContainText('The walk is complete.')
  const { transcript } = await verification.result()
  expect(transcript.steps.map(({ step }) => step)).toContain('sign-out response')
})
