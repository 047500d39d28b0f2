import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { changeHosting, type Fault, type World } from './fault.ts'

/** Puts something else in the place of the configuration. */
async function serveConfig({ site }: World, text: string) {
  await writeFile(join(site.folder, 'config.json'), text)
  return {}
}

async function removeConfig({ site }: World) {
  await rm(join(site.folder, 'config.json'))
  return {}
}

export const faultsOfConfiguration: Fault[] = [
  {
    title: 'no configuration',
    plant: removeConfig,
    checks: ['configuration', 'caching'],
    problem: /answered 404/,
    fix: /npm run configure/,
  },
  {
    title: 'a host that sends the app in place of the configuration',
    plant: async (world) => {
      await changeHosting(world, (hosting) => {
        hosting.navigationFallback.exclude = ['/assets/*']
      })
      return removeConfig(world)
    },
    checks: ['configuration'],
    problem: /sends the app instead/,
    fix: /npm run configure/,
  },
  {
    title: 'a configuration that is not JSON',
    plant: (world) => serveConfig(world, '{\n  "authority": "x",\n}'),
    checks: ['configuration'],
    problem: /^is not JSON: an extra comma at line 2, column 19\.$/,
    fix: /Remove it/,
  },
  {
    title: 'a wrong key and a wrong value, each by itself',
    plant: (world) =>
      serveConfig(
        world,
        JSON.stringify({ ...world.stack.appConfig, clientID: '', clientId: 'abc' }),
      ),
    checks: ['configuration', 'configuration'],
    problem: /clientId cannot be "abc"/,
    fix: /Application \(client\) ID/,
  },
]
