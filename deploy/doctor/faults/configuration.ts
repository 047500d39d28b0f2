import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { changeHosting, type Fault, type Deployment } from './fault.ts'

/** Replaces the configuration file. */
async function serveConfig({ site }: Deployment, text: string) {
  await writeFile(join(site.folder, 'config.json'), text)
  return {}
}

async function removeConfig({ site }: Deployment) {
  await rm(join(site.folder, 'config.json'))
  return {}
}

export const faultsOfConfiguration: Fault[] = [
  {
    title: 'a missing configuration',
    plant: removeConfig,
    checks: ['configuration', 'caching'],
    problem: /returned 404/,
    fix: /npm run configure/,
  },
  {
    title: 'a host that sends the app instead of the configuration',
    plant: async (deployment) => {
      await changeHosting(deployment, (hosting) => {
        hosting.navigationFallback.exclude = ['/assets/*']
      })
      return removeConfig(deployment)
    },
    checks: ['configuration'],
    problem: /sends the app instead/,
    fix: /npm run configure/,
  },
  {
    title: 'a configuration that is not JSON',
    plant: (deployment) => serveConfig(deployment, '{\n  "authority": "x",\n}'),
    checks: ['configuration'],
    problem: /^is not JSON: an extra comma at line 2, column 19\.$/,
    fix: /Remove it/,
  },
  {
    title: 'a wrong key and a wrong value, as separate problems',
    plant: (deployment) =>
      serveConfig(
        deployment,
        JSON.stringify({ ...deployment.stack.appConfig, clientID: '', clientId: 'abc' }),
      ),
    checks: ['configuration', 'configuration'],
    problem: /clientId cannot be "abc"/,
    fix: /Application \(client\) ID/,
  },
  {
    title:
      'a config.json that was changed by hand, while index.html has the configuration from before',
    plant: (deployment) =>
      serveConfig(deployment, JSON.stringify({ ...deployment.stack.appConfig, idleMinutes: 5 })),
    checks: ['configuration'],
    problem: /config\.json has another content\. The app uses the data block/,
    fix: /npm run configure -- --from dist\/config\.json --out dist/,
  },
]
