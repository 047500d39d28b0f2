import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import { hasDotnet } from '../../command-line/testing/dotnet.ts'
import { runCommand } from '../../command-line/testing/run-command.ts'
import { freePorts } from '../../command-line/testing/free-ports.ts'
import { forecastRows, plainAccount, signInAs } from '../../e2e/support/person.ts'
import { defaultRegistrations } from '#local-entra'

test.skip(!hasDotnet(), 'needs the .NET SDK 10 or newer')

test('npm run dev:aspnetcore starts the app, the identity provider and the API, and Ctrl-C stops all', async ({
  page,
}) => {
  // The first build fetches packages.
  test.setTimeout(5 * 60_000)
  const [port, apiPort, identity, weatherApi, control, graph] = await freePorts(6)
  const entra = `http://localhost:${identity}`
  const dev = runCommand(
    [
      'node_modules/jiti/lib/jiti-cli.mjs',
      join(import.meta.dirname, 'dev.ts'),
      '--port',
      `${port}`,
    ],
    {
      ...process.env,
      Kestrel__Endpoints__Http__Url: `http://localhost:${apiPort}`,
      AzureAd__Instance: `${entra}/`,
      AzureAd__TokenValidationParameters__ValidIssuer: `${entra}/${defaultRegistrations().tenants[0]?.id}/v2.0`,
      LOCAL_IDENTITY_PORT: `${identity}`,
      LOCAL_WEATHER_API_PORT: `${weatherApi}`,
      LOCAL_CONTROL_PORT: `${control}`,
      LOCAL_GRAPH_PORT: `${graph}`,
    },
  )
  try {
    await dev.says(`Weather API        http://localhost:${apiPort}/WeatherForecast`)
    await page.goto(`http://localhost:${port}`)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)
  } finally {
    await dev.interrupt()
  }
  for (const each of [port, apiPort, identity])
    await expect(fetch(`http://localhost:${each}`)).rejects.toThrow('fetch failed')
})
