import {
  BUILD_TIME,
  buildDotnet,
  type DotnetProgram,
  hasDotnet,
} from '../../command-line/testing/dotnet.ts'
import type { RunningCommand } from '../../command-line/testing/run-command.ts'
import { freePorts } from '../../command-line/testing/free-ports.ts'
import {
  editableDays,
  editor,
  expectRemoved,
  openEditPage,
  removeFirst,
} from '../../e2e/support/editing.ts'
import { alertOn, goOn, refresh } from '../../e2e/support/failure.ts'
import { expect, test as journeys } from '../../e2e/support/fixtures.ts'
import { forecastRows, plainAccount, signInAs } from '../../e2e/support/person.ts'
import { countRedirects, enter, tokenRequests } from '../../e2e/support/session-steps.ts'
import { defaultRegistrations, type LocalEntra } from '#local-entra'

// The app with the ASP.NET Core API, which has its settings for local Entra, and requires an authentication context for
// the removal of a day.

interface RunningApi {
  start(): Promise<void>
  stop(): Promise<void>
}

const OTHER_SCOPE = 'Forecast.Other'

const registrations = defaultRegistrations()
registrations.apis[0]?.scopes.push({
  value: OTHER_SCOPE,
  consentText: 'Do something else',
  adminConsentOnly: false,
})

interface WorkerFixtures {
  program: DotnetProgram
  apiUrl: string
  api: RunningApi
}

const test = journeys.extend<object, WorkerFixtures>({
  localEntraOptions: [{ registrations }, { scope: 'worker' }],

  program: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures wanted from this pattern
    async ({}, use) => {
      const program = await buildDotnet(import.meta.dirname)
      await use(program)
      await program.discard()
    },
    { scope: 'worker', timeout: BUILD_TIME },
  ],

  // Known before the API starts, and the same after a restart.
  apiUrl: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures wanted from this pattern
    async ({}, use) => {
      const [port] = await freePorts(1)
      await use(`http://localhost:${port}/WeatherForecast`)
    },
    { scope: 'worker' },
  ],

  stack: [
    async ({ localEntra, apiUrl }, use) => {
      const { appConfig } = localEntra
      const weatherApi = { ...appConfig.weatherApi, url: apiUrl }
      await use({ ...localEntra, appConfig: { ...appConfig, weatherApi } })
    },
    { scope: 'worker' },
  ],

  api: [
    async ({ program, apiUrl, localEntra, site }, use) => {
      let running: RunningCommand | undefined
      const start = async () => {
        running = program.start([], apiEnvironment(apiUrl, localEntra, site.origin))
        await running.says('Now listening on')
      }
      await start()
      await use({
        start,
        stop: async () => {
          await running?.interrupt()
        },
      })
    },
    { scope: 'worker', auto: true, timeout: BUILD_TIME },
  ],
})

function apiEnvironment(
  apiUrl: string,
  { identity }: LocalEntra,
  appOrigin: string,
): NodeJS.ProcessEnv {
  return {
    ASPNETCORE_ENVIRONMENT: 'Development',
    ASPNETCORE_URLS: new URL(apiUrl).origin,
    AzureAd__Instance: `${identity.origin}/`,
    AzureAd__TokenValidationParameters__ValidIssuer: identity.issuer,
    Cors__Origins__0: appOrigin,
    AuthenticationContext: 'c1',
  }
}

test.skip(!hasDotnet(), 'needs the .NET SDK 10 or newer')

test('a user signs in, and sees the rows of the ASP.NET Core API', async ({
  page,
  apiUrl,
}, info) => {
  const answer = page.waitForResponse((response) => response.url() === apiUrl)
  await page.goto('/forecast')
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  expect((await answer).headers()['server']).toBe('Kestrel')
  await page.screenshot({ path: info.outputPath('forecast.png') })
})

test('a token that has expired is replaced without a question', async ({ page, stack, apiUrl }) => {
  await enter(page, stack)
  // Valid for ten minutes in the eyes of MSAL, and expired for six at the API, which tolerates five.
  const undo = [stack.control.setAccessTokenLifetime(600), stack.control.moveClock(-960)]
  await page.getByRole('link', { name: 'Flow' }).click()
  await page.getByRole('button', { name: 'Renew the access token now' }).click()
  // The app has received the new token: a step for the request, and one for the response.
  await expect(page.getByText('8 steps')).toBeAttached()
  for (const each of undo) each()
  const redirects = countRedirects(page)
  const statuses: number[] = []
  const challenges: (string | undefined)[] = []
  page.on('response', (response) => {
    if (response.url() !== apiUrl) return
    statuses.push(response.status())
    challenges.push(response.headers()['www-authenticate'])
  })
  await page.getByRole('link', { name: 'Forecast' }).click()
  await expect.poll(() => statuses).toEqual([401, 200])
  expect(challenges[0]).toContain('error_description="The token expired at ')
  await expect(forecastRows(page)).toHaveCount(5)
  expect(redirects()).toBe(0)
})

test('a token for another scope gets a message about access', async ({ page, site, stack }) => {
  const { weatherApi, ...config } = stack.appConfig
  const scope = weatherApi.scope.replace(/[^/]+$/, OTHER_SCOPE)
  await site.deploy({ ...config, weatherApi: { ...weatherApi, scope } })
  await page.goto('/forecast')
  await signInAs(page, plainAccount)
  await expect(alertOn(page)).toContainText('You do not have access')
})

test('the app reports that the API is down, and shows the rows when it is back', async ({
  page,
  stack,
  api,
}) => {
  await enter(page, stack)
  await api.stop()
  await refresh(page)
  await expect(alertOn(page)).toContainText('weather service')
  await api.start()
  await goOn(page, 'Try again')
})

test('an authentication context that a removal requires is asked for, and then the day is removed', async ({
  page,
  stack,
  api,
}) => {
  await page.goto('/forecast')
  await signInAs(page, editor)
  await openEditPage(page)
  await removeFirst(page)
  await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Approve' }).click()
  await expect(editableDays(page)).toHaveCount(5)
  await expectRemoved(page, await removeFirst(page))
  const claims = tokenRequests(stack).flatMap(({ form }) => form['claims'] ?? [])
  expect(claims.join()).toContain('"acrs":{"essential":true,"value":"c1"}')
  // Brings the day back.
  await api.stop()
  await api.start()
})

test('a user with the role in the app alone reads which role the API requires', async ({
  page,
  stack,
}) => {
  await enter(page, stack, { account: 'wendy.vane@weather.example' })
  await openEditPage(page)
  await removeFirst(page)
  await expect(alertOn(page)).toContainText('Forecast.Editor')
})
