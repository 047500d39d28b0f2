import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { type Config } from '../../src/config/config.ts'
import { parseConfig } from '../../src/config/config.ts'
import { writeHosting } from './write-deployment.ts'

/**
 * Writes `staticwebapp.config.json` beside the built files: for the configuration in `public/config.json` where there
 * is one, else for Microsoft's own authority and an API on the app's origin.
 */
export function hosting(): Plugin {
  let outDir = 'dist'
  let publicDir = 'public'
  return {
    name: 'hosting',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    configResolved(config) {
      outDir = config.build.outDir
      publicDir = config.publicDir
    },
    // Not `closeBundle`: that comes after a build that failed, too, and would hide why.
    async writeBundle() {
      await writeHosting(outDir, await readConfig(join(publicDir, 'config.json')))
    },
  }
}

async function readConfig(file: string): Promise<Config> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return parseConfig(text === undefined ? unset : JSON.parse(text))
}

const unset: Config = {
  authority: 'https://login.microsoftonline.com/organizations',
  clientId: '00000000-0000-0000-0000-000000000000',
  weatherApi: { url: '/WeatherForecast', scope: 'api://weather/access_as_user' },
  tokenStorage: 'session',
}
