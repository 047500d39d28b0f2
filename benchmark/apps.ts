import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { writeDeployment, writeHosting } from '../deploy/hosts/write-deployment.ts'
import { startStaticHost } from '../e2e/support/static-host.ts'
import type { Config } from '../src/config/config.ts'
import {
  defaultRegistrations,
  type LocalEntra,
  type Registrations,
  startLocalEntra,
} from '#local-entra'
import type { SlowNetwork } from './slow-network.ts'

/** The app, what it is compared with, and their servers, all behind a slow network. */
export interface Apps {
  stack: LocalEntra
  /** The URL of each app, by its name. `app` is this one. */
  origins: Readonly<Record<string, string>>
  /** User names of accounts beside the sample ones. */
  extraAccounts: readonly string[]
  close: () => Promise<void>
}

const extraAccounts = Array.from({ length: 15 }, (_, index) => `drop.${index + 1}@weather.example`)

/** What the app is compared with: other apps that do the same, in folders of this one. */
export const comparedWith = ['peer', 'reference'] as const

/**
 * Starts local Entra, and the build in `dist` deployed for it.
 * @param others names from {@link comparedWith}, or folders with other builds of this app
 */
export async function startApps(network: SlowNetwork, others: readonly string[]): Promise<Apps> {
  const stack = await startLocalEntra({ registrations: withExtraAccounts() })
  const config = await configBehind(network, stack)
  const cleanups = [() => stack.close()]
  const start = async (name: string) => {
    const folder = await mkdtemp(join(tmpdir(), 'weather-benchmark-'))
    await fill(folder, name, config)
    const host = await startStaticHost(folder)
    cleanups.push(host.close, () => rm(folder, { recursive: true }))
    const origin = await network.lead(host.origin)
    stack.control.addAppOrigin(origin)
    return origin
  }
  const origins: Record<string, string> = { app: await start('dist') }
  for (const name of others) origins[name] = await start(name)
  const close = async () => {
    network.close()
    for (const cleanup of cleanups) await cleanup()
  }
  return { stack, origins, extraAccounts, close }
}

async function fill(folder: string, name: string, config: Config): Promise<void> {
  if (comparedWith.some((known) => known === name)) return buildOther(folder, name, config)
  await cp(name, folder, { recursive: true })
  await writeDeployment(folder, config)
}

/** Builds one of the other apps with its configuration inside, and gives it the same headers and cache rules. */
async function buildOther(folder: string, name: string, config: Config): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, name),
    define: { config: JSON.stringify(config) },
    build: { outDir: folder, emptyOutDir: true, target: 'es2023', modulePreload: false },
  })
  // Vite sets it, and local Entra refuses to start in production.
  delete process.env['NODE_ENV']
  await writeHosting(folder, config)
}

async function configBehind(network: SlowNetwork, stack: LocalEntra): Promise<Config> {
  const { appConfig, identity, weatherApi } = stack
  const identityOrigin = await network.lead(identity.origin)
  const { issuer, ...endpoints } = appConfig.authorityMetadata
  const slow = Object.entries(endpoints).map(([name, url]) => [
    name,
    url.replace(identity.origin, identityOrigin),
  ])
  const url = weatherApi.url.replace(weatherApi.origin, await network.lead(weatherApi.origin))
  return {
    ...appConfig,
    weatherApi: { ...appConfig.weatherApi, url },
    authorityMetadata: { issuer, ...Object.fromEntries(slow) },
  }
}

function withExtraAccounts(): Registrations {
  const { accounts, ...others } = defaultRegistrations()
  const [plain] = accounts
  if (!plain) throw new Error('There are no sample accounts.')
  const extra = extraAccounts.map((userName, index) => ({
    ...plain,
    userName,
    name: `Drop ${index + 1}`,
    oid: `10ca1000-57ac-4000-d000-${(1000 + index).toString().padStart(12, '0')}`,
  }))
  return { ...others, accounts: [...accounts, ...extra] }
}
