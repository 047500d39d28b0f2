import { existsSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { Site } from './fixtures.ts'

/**
 * Removes a built script from the host, as a deployment removes those of the previous version.
 * @param name its name before the hash
 * @returns a function that puts it back
 */
export function takeAway({ folder }: Site, name: string): () => void {
  const assets = join(folder, 'assets')
  const file = readdirSync(assets).find((found) => found.startsWith(`${name}-`) && isScript(found))
  if (file === undefined) throw new Error(`The build has no script ${name}.`)
  const away = join(folder, `${file}.away`)
  renameSync(join(assets, file), away)
  return () => {
    if (existsSync(away)) renameSync(away, join(assets, file))
  }
}

function isScript(file: string): boolean {
  return file.endsWith('.js')
}
