import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readHosting } from './write-deployment.ts'
import { nginxServer } from './nginx.ts'
import type { ForwardedApi } from './nginx-api.ts'
import { makeCertificate } from '../../command-line/testing/certificates.ts'
import { findNginx } from './testing/find-nginx.ts'
import { startNameServer } from './testing/name-server.ts'
import { startStrictServer } from './testing/strict-server.ts'
import { expect, serverTest, test, whereabouts } from '../../e2e/support/fixtures.ts'
import { answerOf, startNginx } from './testing/nginx-host.ts'
import { forecastRows, plainAccount, signInAs } from '../../e2e/support/person.ts'
import type { StaticHost } from '../../e2e/support/static-host.ts'

const program = findNginx() ?? ''

test.skip(
  program === '',
  'There is no nginx on this machine: install it, or set NGINX_PATH to its path.',
)

serverTest(
  'the nginx configuration of the container serves the app and a health check',
  async ({ site }) => {
    const server = join(site.folder, 'server.conf')
    await writeFile(server, nginxServer(await readHosting(site.folder), { root: site.folder }))
    const text = await readFile('deploy/containers/nginx.conf', 'utf8')
    const inside = text.slice(text.indexOf('{') + 1, text.lastIndexOf('}'))
    const own = inside
      .replace(/listen .*;|server_name .*;/g, '')
      .replace('/etc/nginx/weather/server.conf', server)
    const nginx = await startNginx(program, own)
    expect((await fetch(`${nginx.origin}/health`)).status).toBe(200)
    expect(await answerOf(nginx.origin)).toEqual(await answerOf(site.origin))
    await nginx.close()
    await rm(server)
  },
)

/** Serves a built app with nginx, with the headers of its staticwebapp.config.json. */
async function serveWithNginx(folder: string, ...apis: ForwardedApi[]): Promise<StaticHost> {
  return startNginx(program, nginxServer(await readHosting(folder), { root: folder, apis }))
}

test(
  'a user signs in through nginx, with the headers of production',
  { tag: '@promise' },
  async ({ page, site, stack }) => {
    const nginx = await serveWithNginx(site.folder)
    stack.control.addAppOrigin(nginx.origin)
    await page.goto(`${nginx.origin}/forecast?days=5`)
    await signInAs(page, plainAccount)
    await expect(forecastRows(page)).toHaveCount(5)
    await expect(page).toHaveURL(`${nginx.origin}/forecast?days=5`)
    await page.reload()
    await expect(forecastRows(page)).toHaveCount(5)
    await nginx.close()
  },
)

test('an API behind the same nginx gets requests without a preflight', async ({
  leaks,
  page,
  site,
  stack,
}) => {
  const { appConfig, weatherApi } = stack
  const url = '/WeatherForecast'
  await site.deploy({ ...appConfig, weatherApi: { ...appConfig.weatherApi, url } })
  const nginx = await serveWithNginx(site.folder, { path: url, upstream: weatherApi.origin })
  stack.control.addAppOrigin(nginx.origin)
  await page.goto(`${nginx.origin}/forecast`)
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  const asked = stack.control.exchanges({ server: 'weather-api' })
  expect(asked.map(({ method }) => method)).toEqual(['GET'])
  const where = await whereabouts(site, stack, nginx.origin + url)
  expect(await leaks.take(where)).toEqual([])
  await nginx.close()
})

test('a signed-in user gets the forecast through nginx from an https API with strict server names', async ({
  leaks,
  page,
  site,
  stack,
}) => {
  const name = 'api.contoso.example'
  const folder = await mkdtemp(join(tmpdir(), 'weather-strict-'))
  const authority = await makeCertificate({ name: 'A private authority', isAuthority: true })
  const authorities = join(folder, 'authorities.pem')
  await writeFile(authorities, authority.cert)
  const api = await startStrictServer(
    {
      name,
      certificate: await makeCertificate({ name, issuer: authority }),
      other: await makeCertificate({ name: 'other.contoso.example', issuer: authority }),
    },
    ({ url, method, headers }, response) => {
      const { authorization } = headers
      const sent = request(new URL(url ?? '', stack.weatherApi.origin), {
        method,
        headers: { authorization },
      })
      sent.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      })
      sent.end()
    },
  )
  const names = await startNameServer()
  const url = '/WeatherForecast'
  const { appConfig } = stack
  await site.deploy({ ...appConfig, weatherApi: { ...appConfig.weatherApi, url } })
  const options = {
    root: site.folder,
    apis: [{ path: url, upstream: `https://${name}:${api.port}` }],
    authorities,
    resolver: names.address,
  }
  const nginx = await startNginx(program, nginxServer(await readHosting(site.folder), options))
  stack.control.addAppOrigin(nginx.origin)
  await page.goto(`${nginx.origin}/forecast`)
  await signInAs(page, plainAccount)
  await expect(page.getByRole('alert')).toContainText('The weather service has a problem')
  names.names.set(name, '127.0.0.1')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(forecastRows(page)).toHaveCount(5)
  const [{ serverName, headers } = { serverName: '', headers: {} }] = api.arrivals
  expect([serverName, headers.host]).toEqual([name, `${name}:${api.port}`])
  expect(headers.authorization).toMatch(/^Bearer ey/)
  const where = await whereabouts(site, stack, nginx.origin + url)
  expect(await leaks.take(where)).toEqual([])
  for (const server of [nginx, names, api]) await server.close()
  await rm(folder, { recursive: true })
})

serverTest(
  'nginx forwards two APIs, each with everything below its path',
  async ({ site, stack }) => {
    const { origin: upstream } = stack.weatherApi
    const nginx = await serveWithNginx(
      site.folder,
      { path: '/WeatherForecast', upstream },
      { path: '/Orders', upstream },
    )
    for (const [path, status] of [
      ['/WeatherForecast', 401],
      ['/Orders', 404],
      ['/Orders/1', 404],
    ] as const) {
      const answer = await fetch(nginx.origin + path)
      expect(answer.status).toBe(status)
      expect(answer.headers.has('content-security-policy')).toBe(false)
    }
    await nginx.close()
  },
)

const paths = [
  '/',
  '/forecast?days=5',
  '/redirect.html',
  '/config.json',
  '/icon.svg',
  '/assets/gone.js',
  '/assets/',
  '/gone.css',
  '/.well-known/change-password',
  '/staticwebapp.config.json',
]

for (const path of paths) {
  serverTest(
    `nginx returns the same status and headers as the test host for ${path}`,
    async ({ site }) => {
      const nginx = await serveWithNginx(site.folder)
      expect(await answerOf(nginx.origin + path)).toEqual(await answerOf(site.origin + path))
      await nginx.close()
    },
  )
}
