import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../src/config/config.ts'
import { type StaticWebAppConfig, staticWebAppConfig } from './static-web-app.ts'

/** Name and content of each file. */
export type Files = ReadonlyMap<string, string>

const hostingFile = 'staticwebapp.config.json'

/**
 * Writes a configuration, and the headers that go with it, into a built app. No rebuild is needed.
 * @param folder the built app, e.g. `dist`
 */
export async function writeDeployment(folder: string, config: Config): Promise<void> {
  await writeFiles(configurationFile(folder, config))
  await writeHosting(folder, config)
}

/** Writes only the headers, routes and fallback. */
export async function writeHosting(folder: string, config: Config): Promise<void> {
  await writeFiles(await hostingFiles(folder, config))
}

/** @returns `config.json` for a folder */
export function configurationFile(folder: string, config: Config): Files {
  return new Map([[join(folder, 'config.json'), json(config)]])
}

/** @returns the headers, routes and fallback that go with a configuration, for a built app */
export async function hostingFiles(folder: string, config: Config): Promise<Files> {
  const html = await readFile(join(folder, 'index.html'), 'utf8')
  return new Map([[join(folder, hostingFile), json(staticWebAppConfig(config, html))]])
}

/** @returns the headers, routes and fallback of a built app, as a host applies them */
export async function readHosting(folder: string): Promise<StaticWebAppConfig> {
  return JSON.parse(await readFile(join(folder, hostingFile), 'utf8')) as StaticWebAppConfig
}

/** Writes each file in one step, so that nobody is ever served half of it. */
export async function writeFiles(files: Files): Promise<void> {
  for (const [file, text] of files) {
    await writeFile(`${file}.new`, text)
    await rename(`${file}.new`, file)
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}
