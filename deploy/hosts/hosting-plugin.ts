import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { readJsonFile } from '../../command-line/json-file.ts'
import { type Config, parseConfig } from '../../src/config/config.ts'
import { isWindowsPath, keepPaths } from '../rewritten-path.ts'
import { writeHosting } from './write-deployment.ts'

/**
 * Writes `staticwebapp.config.json` beside the built files: for the configuration in `public/config.json` where there
 * is one, else for Microsoft's own authority and an API on the app's origin. Refuses a `base` with which nobody could sign
 * in, and a folder where Vite does not work.
 */
export function hosting(): Plugin {
  let outDir = 'dist'
  let publicDir = 'public'
  return {
    name: 'hosting',
    applyToEnvironment: ({ name }) => name === 'client',
    config({ base = '/', root = process.cwd() }, { command }) {
      // In a path of a file, Vite takes these for the beginning of a query or a fragment, or for the end of a text.
      if (/[#?"]/.test(root)) throw new Error(wrongFolder(root))
      if (command === 'build' && !isPath(base)) throw new Error(refusal(base))
    },
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

// Segments that read the same in an address, a redirect URI and the rules of a host. Vite adds a slash at either end where
// it is missing, and takes `--base=` for true.
function isPath(base: unknown): boolean {
  return (
    typeof base === 'string' &&
    base !== '' &&
    /^\/?(?:[\w~-][\w.~-]*\/)*(?:[\w~-][\w.~-]*)?$/.test(base)
  )
}

function wrongFolder(root: string): string {
  return `Vite does not work in the folder ${root}: its path must not contain # ? or ". Move the project, or rename the folder.`
}

function refusal(base: unknown): string {
  const isRewritten = typeof base === 'string' && isWindowsPath(base)
  const text = `base cannot be ${JSON.stringify(base)}. The app has a registered redirect URI and loads its scripts from its own host alone, so the build has to know its path there. Set it to a path of letters, digits and - . _ ~ such as --base=/app/, or leave it out for an app at the root of its host.`
  return isRewritten ? `${text} ${keepPaths}` : text
}

async function readConfig(file: string): Promise<Config> {
  return parseConfig(existsSync(file) ? await readJsonFile(file) : unset)
}

const unset: Config = {
  authority: 'https://login.microsoftonline.com/organizations',
  clientId: '00000000-0000-0000-0000-000000000000',
  weatherApi: { url: '/WeatherForecast', scope: 'api://weather/access_as_user' },
  tokenStorage: 'session',
}
