import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { diagnose } from '../doctor/doctor.ts'
import { expect, test, whereabouts } from '../../e2e/support/fixtures.ts'
import { startStandalone } from '../../weather-api/testing/start-standalone.ts'
import { forecastRows, plainAccount, signInAs } from '../../e2e/support/person.ts'
import { startStaticHost } from '../../e2e/support/static-host.ts'

const run = promisify(execFile)

/** Runs the command without npm, which Windows cannot start without a shell. Rejects with its output when it fails. */
async function configure(...parameters: string[]): Promise<string> {
  const command = ['node_modules/jiti/lib/jiti-cli.mjs', 'deploy/configure/cli.ts', ...parameters]
  const { stdout } = await run(process.execPath, command)
  return stdout
}

const isWritten = /^index\.html$|config\.json$/

/** The files of the built app, except those that a deployment writes. */
async function programOf(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile() && !isWritten.test(entry.name))
  const contents = files.map(async ({ parentPath, name }) => {
    const file = join(parentPath, name)
    return [file.slice(folder.length), await readFile(file, 'base64')] as const
  })
  return new Map(await Promise.all(contents))
}

test(
  'one build serves two configurations without a rebuild',
  { tag: '@promise' },
  async ({ browser, page, site, stack }) => {
    // Starts the command twice.
    test.slow()
    const folder = await mkdtemp(join(tmpdir(), 'weather-dist-'))
    await cp('dist', folder, { recursive: true })
    const program = await programOf(folder)

    await configure(
      '--tenant=99999999-8888-7777-6666-555555555555',
      '--cloud=us-government',
      '--client-id=11111111-2222-3333-4444-555555555555',
      '--api-url=https://api.contoso.example/WeatherForecast',
      '--api-scope=api://weather/access_as_user',
      `--out=${folder}`,
    )
    const host = await startStaticHost(folder)
    const abroad = page.waitForRequest('https://login.microsoftonline.us/**')
    await page.route('https://login.microsoftonline.us/**', (route) => route.fulfill({ body: '' }))
    await page.goto(`${host.origin}/forecast`)
    expect((await abroad).url()).toContain('client_id=11111111-2222-3333-4444-555555555555')
    expect(await programOf(folder)).toEqual(program)

    const local = join(site.folder, 'from.json')
    await writeFile(local, JSON.stringify(stack.appConfig))
    await configure('--from', local, '--allow-loopback', '--out', folder)
    stack.control.addAppOrigin(host.origin)
    // A new page: the first one may cache the old configuration for a minute.
    const elsewhere = await browser.newPage()
    await elsewhere.goto(`${host.origin}/`)
    await elsewhere.getByRole('link', { name: 'Sign in' }).click()
    await signInAs(elsewhere, plainAccount)
    await expect(forecastRows(elsewhere)).toHaveCount(5)
    await elsewhere.close()
    expect(await programOf(folder)).toEqual(program)

    await host.close()
    await rm(local)
    await rm(folder, { recursive: true })
  },
)

test(
  'npm run configure refuses the URLs of the local stack',
  { tag: '@promise' },
  async ({ site, stack }) => {
    const local = join(site.folder, 'from.json')
    await writeFile(local, JSON.stringify(stack.appConfig))
    const refusal = configure('--from', local, '--out', site.folder)
    await expect(refusal).rejects.toThrow(/--tenant is on this machine only/)
    await rm(local)
  },
)

test(
  'the standalone weather API serves an app with real access tokens',
  {
    tag: '@promise',
    annotation: { type: 'requirement', description: 'RFC 6750 §5.3; ASVS 10.1.1' },
  },
  async ({ leaks, page, site, stack }) => {
    const { appConfig } = stack
    const api = await startStandalone({
      WEATHER_API_AUTHORITY: appConfig.authorityMetadata.issuer.replace('/v2.0', ''),
      WEATHER_API_AUDIENCE: appConfig.weatherApi.scope.replace(/^api:\/\/|\/[^/]*$/g, ''),
      WEATHER_API_ORIGINS: site.origin,
    })
    await api.logged('ready')
    const url = `${api.origin}/WeatherForecast`
    await site.deploy({ ...appConfig, weatherApi: { ...appConfig.weatherApi, url } })
    await page.goto('/forecast')
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)
    // The access token went to this API only.
    const where = await whereabouts(site, stack, url)
    expect(await leaks.take(where)).toEqual([])
    const findings = await diagnose({ app: site.origin })
    expect(findings.filter(({ outcome }) => outcome !== 'good')).toEqual([])
    await api.stop()
  },
)
