import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { expect, test } from 'playwright/test'
import { forecastRows, plainAccount, signInAs } from '../../support/person.ts'

/** Ports that nobody uses at the moment. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => Number(Object(server.address()).port))
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}

/** Starts `npx vite` as a newcomer would, and waits until it has said where everything is. */
async function startDevServer(
  ...options: string[]
): Promise<{ vite: ChildProcess; origins: string[] }> {
  const ports = await freePorts(4)
  const [app, identity, weatherApi, control] = ports
  const command = ['node_modules/vite/bin/vite.js', '--port', String(app), ...options]
  const vite = spawn(process.execPath, command, {
    env: {
      ...process.env,
      LOCAL_IDENTITY_PORT: String(identity),
      LOCAL_WEATHER_API_PORT: String(weatherApi),
      LOCAL_CONTROL_PORT: String(control),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  vite.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  vite.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await expect.poll(() => output, { timeout: 20_000 }).toContain('Sample accounts')
  return { vite, origins: ports.map((port) => `http://localhost:${port}`) }
}

test('the dev server signs someone in and shows the weather, and Ctrl-C leaves nothing behind', async ({
  page,
}) => {
  test.slow()
  const { vite, origins } = await startDevServer()
  await page.goto(origins[0] ?? '')
  await page.getByRole('link', { name: 'Sign in' }).click()
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)

  vite.kill('SIGINT')
  await once(vite, 'exit')
  for (const origin of origins) await expect(fetch(origin)).rejects.toThrow('fetch failed')
})

test('the dev server signs someone in below a path', async ({ page }) => {
  test.slow()
  const { vite, origins } = await startDevServer('--base=/app/')
  const address = `${origins[0]}/app/`
  const strays: string[] = []
  page.on('response', (response) => {
    const isOwn = response.url().startsWith(`${origins[0]}/`)
    if (isOwn && response.status() >= 400) strays.push(response.url())
  })
  await page.goto(address)
  await page.getByRole('link', { name: 'Sign in' }).click()
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  await expect(page).toHaveURL(`${address}forecast`)
  const manifest = await page.request.get(`${address}manifest.webmanifest`)
  expect(await manifest.json()).toMatchObject({ start_url: '/app/forecast' })
  await page.getByRole('link', { name: 'Flow' }).click()
  await page.getByRole('button', { name: 'Renew the access token now' }).click()
  await page.reload()
  await expect(page).toHaveURL(`${address}flow`)
  await expect(page.getByRole('heading', { name: 'How you were signed in' })).toBeVisible()
  expect(strays).toEqual([])
  vite.kill('SIGINT')
  await once(vite, 'exit')
})

test('the console of a developer says what the page says, with the fix', async ({ page }) => {
  test.slow()
  const { vite, origins } = await startDevServer()
  const [app = '', , , control = ''] = origins
  const lines: string[] = []
  page.on('console', (message) => lines.push(message.text()))
  const fault = JSON.stringify({ endpoint: 'weather', status: 403 })
  await fetch(`${control}/fault`, { method: 'POST', body: fault })
  await page.goto(`${app}/forecast`)
  await signInAs(page, plainAccount)
  await expect(page.getByRole('alert')).toContainText('You have no permission')

  const ours = () => lines.filter((line) => line.startsWith('Weather:'))
  await expect.poll(ours).toHaveLength(1)
  expect(ours()[0]).toMatch(
    /^Weather: You have no permission .+ \(403\)\. Your administrator can fix this: .+Assign the user the role/,
  )
  vite.kill('SIGINT')
  await once(vite, 'exit')
})
