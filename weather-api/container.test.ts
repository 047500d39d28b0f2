import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { audience, type AuthorityDouble, startAuthorityDouble } from './testing/authority-double.ts'
import { startStandalone } from './testing/start-standalone.ts'

const containerFile = 'weather-api/Dockerfile'
let folder = ''
let authority: AuthorityDouble

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weather-container-'))
  authority = await startAuthorityDouble()
})

afterEach(async () => {
  authority.close()
  await rm(folder, { recursive: true })
})

/** What the last stage of the container file copies: from where in this project, to where. */
async function copiesOf(file: string): Promise<[string, string][]> {
  const stages = (await readFile(file, 'utf8')).split(/^FROM /m)
  const lines = (stages.at(-1) ?? '').split('\n').filter((line) => line.startsWith('COPY '))
  return lines.map((line) => {
    const [from = '', to = ''] = line.replace(/^COPY (?:--from=\S+ )?/, '').split(' ')
    return [from.replace('/weather/', ''), to.endsWith('/') ? from : to]
  })
}

it('the container file copies all that the weather API needs', { timeout: 60_000 }, async () => {
  for (const [from, to] of await copiesOf(containerFile)) {
    await cp(from, join(folder, to), { recursive: true })
  }
  const settings = { WEATHER_API_AUTHORITY: authority.authority, WEATHER_API_AUDIENCE: audience }
  // A Node that runs TypeScript itself does so here, as in the container.
  const loader = 'typescript' in process.features ? [] : undefined
  const api = await startStandalone(settings, folder, loader)
  await api.logged('ready')
  const headers = { Authorization: `Bearer ${await authority.sign()}` }
  expect((await fetch(`${api.origin}/WeatherForecast`, { headers })).status).toBe(200)
  await api.stop()
})
