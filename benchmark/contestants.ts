import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { writeDeployment, writeHosting } from '../deploy/hosts/write-deployment.ts'
import type { Config } from '../src/config/config.ts'
import { crowds, oneOfMany } from './crowd-sizes.ts'
import {
  defaultRegistrations,
  type LocalEntra,
  type Registrations,
  startLocalEntra,
} from '#local-entra'
import { startStaticHost, type StaticHost } from '../e2e/support/static-host.ts'
import type { SlowLine } from './slow-line.ts'

export type ContestantName = 'app' | 'reference'

/** Two apps that do the same work, at the far end of a line. */
export interface Contest {
  stack: LocalEntra
  /** Where each of them is found. */
  origins: Record<ContestantName, string>
  close: () => Promise<void>
}

/**
 * Starts the stack, and both apps deployed for it. The app is the build in `dist`.
 * @param otherBuild folder of another build of this app, to measure in the place of the reference page
 */
export async function startContest(line: SlowLine, otherBuild?: string): Promise<Contest> {
  const stack = await startLocalEntra({ registrations: withManyAccounts() })
  const config = await configByWayOf(line, stack)
  const reference =
    otherBuild === undefined ? buildReference(config) : deployApp(otherBuild, config)
  const folders = { app: await deployApp('dist', config), reference: await reference }
  const hosts: StaticHost[] = []
  const host = async (name: ContestantName) => {
    const server = await startStaticHost(folders[name])
    hosts.push(server)
    const origin = await line.lead(server.origin)
    stack.control.addAppOrigin(origin)
    return origin
  }
  const origins = { app: await host('app'), reference: await host('reference') }
  const close = async () => {
    line.close()
    await Promise.all([stack.close(), ...hosts.map((server) => server.close())])
    for (const folder of Object.values(folders)) await rm(folder, { recursive: true })
  }
  return { stack, origins, close }
}

function withManyAccounts(): Registrations {
  const { accounts, ...others } = defaultRegistrations()
  const [plain] = accounts
  if (!plain) throw new Error('There are no sample accounts.')
  const many = Array.from({ length: Math.max(...crowds) - 1 }, (_, index) => ({
    ...plain,
    userName: oneOfMany(index + 1),
    name: `Drop ${index + 1}`,
    oid: `10ca1000-57ac-4000-d000-${(1000 + index).toString().padStart(12, '0')}`,
  }))
  return { ...others, accounts: [...accounts, ...many] }
}

async function configByWayOf(line: SlowLine, stack: LocalEntra): Promise<Config> {
  const { appConfig, identity, weatherApi } = stack
  const identityOrigin = await line.lead(identity.origin)
  const { issuer, ...endpoints } = appConfig.authorityMetadata
  const slow = Object.entries(endpoints).map(([name, url]) => [
    name,
    url.replace(identity.origin, identityOrigin),
  ])
  const url = weatherApi.url.replace(weatherApi.origin, await line.lead(weatherApi.origin))
  return {
    ...appConfig,
    weatherApi: { ...appConfig.weatherApi, url },
    authorityMetadata: { issuer, ...Object.fromEntries(slow) },
  }
}

async function deployApp(built: string, config: Config): Promise<string> {
  const folder = await newFolder()
  await cp(built, folder, { recursive: true })
  await writeDeployment(folder, config)
  return folder
}

async function buildReference(config: Config): Promise<string> {
  const folder = await newFolder()
  await build({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, 'reference'),
    define: { config: JSON.stringify(config) },
    build: { outDir: folder, emptyOutDir: true, target: 'es2023', modulePreload: false },
  })
  // Vite leaves it behind, and the stack would refuse to start beside production.
  delete process.env['NODE_ENV']
  await writeHosting(folder, config)
  return folder
}

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'weather-benchmark-'))
}
