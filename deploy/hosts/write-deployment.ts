import { randomUUID } from 'node:crypto'
import type { Stats } from 'node:fs'
import {
  chmod,
  chown,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Config } from '../../src/config/config.ts'
import { embedConfiguration } from './embedded-configuration.ts'
import { type StaticWebAppConfig, staticWebAppConfig } from './static-web-app.ts'

/** File names and contents. */
export type Files = ReadonlyMap<string, string>

const hostingFile = 'staticwebapp.config.json'

/**
 * Writes a configuration, and the headers that match it, into a built app. No rebuild is needed.
 * @param folder the built app, e.g. `dist`
 */
export async function writeDeployment(folder: string, config: Config): Promise<void> {
  await writeFiles(await configurationFiles(folder, config))
  await writeHosting(folder, config)
}

/** Writes only the headers, routes and fallback. */
export async function writeHosting(folder: string, config: Config): Promise<void> {
  await writeFiles(await hostingFiles(folder, config))
}

/** @returns `config.json` for a folder and, if it is a built app, its `index.html` with the same configuration inside */
export async function configurationFiles(folder: string, config: Config): Promise<Files> {
  const files = new Map([[join(folder, 'config.json'), json(config)]])
  const document = join(folder, 'index.html')
  const html = await readFile(document, 'utf8').catch(() => undefined)
  if (html !== undefined) files.set(document, embedConfiguration(html, config))
  return files
}

/** @returns the headers, routes and fallback that match a configuration, for a built app */
export async function hostingFiles(folder: string, config: Config): Promise<Files> {
  const html = await readFile(join(folder, 'index.html'), 'utf8')
  return new Map([[join(folder, hostingFile), json(staticWebAppConfig(config, html))]])
}

/** @returns the headers, routes and fallback of a built app */
export async function readHosting(folder: string): Promise<StaticWebAppConfig> {
  return JSON.parse(await readFile(join(folder, hostingFile), 'utf8')) as StaticWebAppConfig
}

/**
 * Writes all files or none, because a configuration without its policy breaks the app. Each file is replaced atomically. A
 * link stays a link. A file keeps its mode and, for root, its owner. A device or a pipe is written to.
 * @throws the error of the file system, with the file as `path`
 */
export async function writeFiles(files: Files): Promise<void> {
  const staged: { file: string; target: string; temporary: string }[] = []
  try {
    for (const [file, text] of files) {
      const target = await targetOf(file)
      const present = await stat(target).catch(() => undefined)
      // Only files are replaced. Writing to a folder throws the error.
      if (present && !present.isFile()) {
        await about(file, writeFile(target, text))
        continue
      }
      // Concurrent runs need different names.
      const temporary = `${target}.${randomUUID()}.new`
      staged.push({ file, target, temporary })
      await about(file, stage(temporary, text, present))
    }
    for (const { file, target, temporary } of staged) await about(file, rename(temporary, target))
  } finally {
    // Ignore failures here: the error of the write says more.
    await Promise.allSettled(staged.map(({ temporary }) => rm(temporary, { force: true })))
  }
}

// `realpath` does not follow a link to a missing file.
async function targetOf(file: string): Promise<string> {
  const follow = () => readlink(file).then((target) => resolve(dirname(file), target))
  return realpath(file)
    .catch(follow)
    .catch(() => file)
}

async function stage(temporary: string, text: string, present: Stats | undefined): Promise<void> {
  await writeFile(temporary, text)
  if (!present) return
  await chmod(temporary, present.mode)
  // Only root may do this, and a web server might not be able to read root's files.
  await chown(temporary, present.uid, present.gid).catch(() => undefined)
}

// Some of these errors name the temporary file, others no file.
async function about(file: string, work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { path: file }) : error
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}
