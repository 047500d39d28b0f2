import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import type { Plugin } from 'vite'
import { FaultError } from '../../command-line/fault.ts'
import { readJsonFile } from '../../command-line/json-file.ts'
import { explainSwallowed } from '../../command-line/swallowed-options.ts'
import { type Config, ConfigError, type ConfigFault } from '../../src/config/config.ts'
import { parseConfig } from '../../src/config/parse-config.ts'
import { isWindowsPath, keepPaths } from '../rewritten-path.ts'
import { writeHosting } from './write-deployment.ts'

/**
 * Writes `staticwebapp.config.json` into the built app, for the configuration in `public/config.json` if there is one,
 * otherwise for Microsoft's public cloud and an API on the app's origin. Refuses a `base` that breaks sign-in, and a folder
 * where Vite does not work.
 */
export function hosting(): Plugin {
  let outDir = 'dist'
  let configuration = unset
  return {
    name: 'hosting',
    applyToEnvironment: ({ name }) => name === 'client',
    config({ base = '/', root = process.cwd() }, { command }) {
      const call = { parameters: process.argv.slice(2), environment: process.env }
      const swallowed = explainSwallowed(['base', 'outDir', 'host', 'port', 'mode'], call)
      if (swallowed) throw new FaultError([swallowed])
      // In a file path, Vite reads these as the start of a query or a fragment, or as the end of a string.
      if (/[#?"]/.test(root)) throw plainError(wrongFolder(root))
      if (command === 'build' && !isPath(base)) throw plainError(refusal(base))
    },
    // Before the build: the hooks of Rolldown print errors with stack traces.
    async configResolved({ command, build, publicDir }) {
      outDir = build.outDir
      if (command === 'build') configuration = await readConfig(join(publicDir, 'config.json'))
    },
    // Not `closeBundle`, which also runs after a failed build and would hide its error.
    async writeBundle() {
      await writeHosting(outDir, configuration)
    },
  }
}

// Allows only characters that need no escape in a URL, a redirect URI and the rules of a host. Vite adds missing slashes at
// both ends, and reads `--base=` as true.
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
  const text = `base cannot be ${JSON.stringify(base)}. The app has a registered redirect URI and loads its scripts only from its own host, so the build needs the path. Set it to a path of letters, digits and - . _ ~ such as --base=/app/, or remove it for an app at the root of its host.`
  return isRewritten ? `${text} ${keepPaths}` : text
}

/** An error that Vite prints without its stack. */
function plainError(message: string): Error {
  return Object.assign(new Error(message), { [inspect.custom]: () => message })
}

async function readConfig(file: string): Promise<Config> {
  if (!existsSync(file)) return unset
  try {
    return parseConfig(await readJsonFile(file))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const keyOf = ({ key }: ConfigFault) => [file, key].filter(Boolean).join(': ')
    throw new FaultError(error.faults.map((fault) => ({ ...fault, key: keyOf(fault) })))
  }
}

const unset: Config = {
  authority: 'https://login.microsoftonline.com/organizations',
  clientId: '00000000-0000-0000-0000-000000000000',
  weatherApi: { url: '/WeatherForecast', scope: 'api://weather/access_as_user' },
  tokenStorage: 'session',
}
