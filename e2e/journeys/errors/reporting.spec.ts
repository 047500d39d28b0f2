import type { BrowserContext } from 'playwright/test'
import { failureEvent } from '../../support/app-names.ts'
import { alertOn, openAsKnown } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import type { Fault } from '#local-entra'
import { plainAccount } from '../../support/person.ts'

/** Listens for the reports of the app as telemetry would. */
async function collectReports(context: BrowserContext): Promise<unknown[]> {
  const reports: unknown[] = []
  await context.exposeFunction('takeReport', (report: unknown) => reports.push(report))
  await context.addInitScript((name) => {
    const { takeReport } = globalThis as unknown as { takeReport: (report: unknown) => void }
    addEventListener(name, (event) => takeReport((event as CustomEvent).detail))
  }, failureEvent)
  return reports
}

const canary = 'canary-of-sunny-day'
// Looks like a token, and like personal data from Entra and an API.
const jwt = `eyJhbGciOiJub25lIn0.${Buffer.from(canary).toString('base64url')}.c2lnbmF0dXJl`
const secrets = [canary, plainAccount, 'Sunny', 'eyJ', Buffer.from(canary).toString('base64')]

const failures: { fault: Fault; report: object }[] = [
  {
    fault: { endpoint: 'token', aadsts: 53003, claims: JSON.stringify({ access_token: canary }) },
    report: { kind: 'AuthenticationError', code: 'invalid_grant', number: 'AADSTS53003' },
  },
  {
    fault: {
      endpoint: 'token',
      status: 400,
      body: {
        error: 'invalid_grant',
        error_description: `AADSTS50105: The signed in user '${plainAccount}' ${canary} ${jwt}`,
        suberror: canary + jwt.repeat(3),
        correlation_id: canary,
      },
    },
    report: { kind: 'AuthenticationError', number: 'AADSTS50105', suberror: '' },
  },
  {
    fault: {
      endpoint: 'weather',
      status: 401,
      headers: { 'www-authenticate': `Bearer error="invalid_token", error_description="${jwt}"` },
    },
    report: { kind: 'HttpStatusError', code: '401' },
  },
  {
    fault: { endpoint: 'weather', status: 500, body: `${canary} ${jwt}` },
    report: { kind: 'HttpStatusError', code: '500' },
  },
  {
    fault: { endpoint: 'weather', body: [{ date: canary, summary: jwt }] },
    report: { kind: 'UnreadableResponseError', code: '' },
  },
]

test(
  'a report identifies the failure, and contains no token and no personal data',
  { tag: '@promise' },
  async ({ context, stack }) => {
    stack.control.plantCanary(canary)
    const reports = await collectReports(context)
    for (const { fault } of failures) {
      const undo = stack.control.fault(fault)
      // Each tab starts its own session.
      const tab = await context.newPage()
      await openAsKnown(tab, stack, `/forecast?user=${plainAccount}#${canary}`)
      await expect(alertOn(tab)).toBeVisible()
      undo()
    }
    await expect.poll(() => reports).toHaveLength(failures.length)
    expect(reports).toMatchObject(failures.map(({ report }) => report))
    const text = JSON.stringify(reports)
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
  },
)

test('each failure is reported once', { tag: '@promise' }, async ({ page, stack }) => {
  const reports = await collectReports(page.context())
  stack.control.fault({ endpoint: 'weather', status: 500 })
  await openAsKnown(page, stack)
  await page.getByText('Details for support').click()
  await page.setViewportSize({ width: 400, height: 800 })
  await expect.poll(() => reports).toHaveLength(1)
  await alertOn(page).getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => reports).toHaveLength(2)
})

test('no report is sent anywhere by default', async ({ page, site, stack }) => {
  const origins = new Set<string>()
  page.on('request', (request) => origins.add(new URL(request.url()).origin))
  stack.control.fault({ endpoint: 'weather', status: 500 })
  await openAsKnown(page, stack)
  await expect(alertOn(page)).toBeVisible()
  const api = new URL(stack.weatherApi.url).origin
  expect([...origins].toSorted()).toEqual([site.origin, stack.identity.origin, api].toSorted())
})
