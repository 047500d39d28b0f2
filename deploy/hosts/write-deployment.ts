import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../src/config/config.ts'
import { type StaticWebAppConfig, staticWebAppConfig } from './static-web-app.ts'

const hostingFile = 'staticwebapp.config.json'

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
  await writeJson(join(folder, hostingFile), staticWebAppConfig(config, html))
}

/** @returns the headers, routes and fallback of a built app, as a host applies them */
export async function readHosting(folder: string): Promise<StaticWebAppConfig> {
  return JSON.parse(await readFile(join(folder, hostingFile), 'utf8')) as StaticWebAppConfig
}

/** Writes a value as JSON that a person can read. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeWhole(file, `${JSON.stringify(value, undefined, 2)}\n`)
}

/** Writes a file in one step, so that nobody is ever served half of it. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
}
