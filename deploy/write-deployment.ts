import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../src/config/config.ts'
import { staticWebAppConfig } from './static-web-app.ts'

/**
 * Writes a configuration, and the headers that go with it, into a built app. No rebuild is needed.
 * @param folder the built app, e.g. `dist`
 */
export async function writeDeployment(folder: string, config: Config): Promise<void> {
  await writeJson(join(folder, 'config.json'), config)
  await writeHosting(folder, config)
}

/** Writes only the headers, routes and fallback. */
export async function writeHosting(folder: string, config: Config): Promise<void> {
  const html = await readFile(join(folder, 'index.html'), 'utf8')
  await writeJson(join(folder, 'staticwebapp.config.json'), staticWebAppConfig(config, html))
}

// In one step, so that nobody is ever served half a file.
async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(value, undefined, 2)}\n`)
  await rename(`${file}.new`, file)
}
