import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import type { Plugin } from 'vite'
import { FaultError } from '../../command-line/fault.ts'
import { readJsonFile } from '../../command-line/json-file.ts'
import { explainSwallowed } from '../../command-line/swallowed-options.ts'
import { type Config, ConfigError, type ConfigFault, parseConfig } from '../../src/config/config.ts'
import { isWindowsPath, keepPaths } from '../rewritten-path.ts'
import { writeHosting } from './write-deployment.ts'

/**
 * Writes `staticwebapp.config.json` beside the built files: for the configuration in `public/config.json` where there
 * is one, else for Microsoft's own authority and an API on the app's origin. Refuses a `base` with which nobody could sign
 * in, and a folder where Vite does not work.
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
      // In a path of a file, Vite takes these for the beginning of a query or a fragment, or for the end of a text.
      if (/[#?"]/.test(root)) throw plainError(wrongFolder(root))
      if (command === 'build' && !isPath(base)) throw plainError(refusal(base))
    },
    // Before the build, and not in a hook of Rolldown, which shows the stacks of errors.
    async configResolved({ command, build, publicDir }) {
      outDir = build.outDir
      if (command === 'build') configuration = await readConfig(join(publicDir, 'config.json'))
    },
    // Not `closeBundle`: that comes after a build that failed, too, and would hide why.
    async writeBundle() {
      await writeHosting(outDir, configuration)
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

/** Vite prints it without its stack. */
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
