import { spawnSync } from 'node:child_process'
import { type Dirent, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

// What the build is made of, and the files that its two halves write last.
const sources = ['.', 'src', 'public', 'deploy/hosts']
const outputs = ['dist/staticwebapp.config.json', 'dist/redirect.html']
const isTest = ({ name }: Dirent) => /\.(?:test|spec)\./.test(name)
const isRootSource = ({ name }: Dirent) => /\.(?:html|json|ts)$/.test(name)

/**
 * Playwright's global set-up: builds the app when a source is newer than the build, as make does, so that every way to
 * start the journeys tests the code as it is.
 * @throws when the build fails, after Vite has said why
 */
export default function buildApp(): void {
  if (!isStale()) return
  console.log('Building the app, because its sources have changed.')
  build()
}

/**
 * Builds the app for a path below the root of its host.
 * @param basePath begins and ends with `/`
 * @param folder takes the build
 * @throws when the build fails, after Vite has said why
 */
export function buildBelow(basePath: string, folder: string): void {
  build('--base', basePath, '--outDir', folder, '--emptyOutDir')
}

function build(...options: string[]): void {
  const vite = join('node_modules', 'vite', 'bin', 'vite.js')
  const command = [vite, 'build', '--logLevel', 'warn', ...options]
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit' })
  if (status !== 0) throw new Error('The build failed, so there is nothing to test.')
}

function isStale(): boolean {
  const builtAt = Math.min(...outputs.map(changedAt))
  return sources.some((folder) => newestChange(folder) > builtAt)
}

/** @returns when a file in a folder was changed last, or one was added or taken away, in milliseconds since 1970 */
function newestChange(folder: string): number {
  const isRoot = folder === '.'
  const entries = readdirSync(folder, { withFileTypes: true, recursive: !isRoot })
  const relevant = entries.filter((entry) => (isRoot ? isRootSource(entry) : !isTest(entry)))
  const paths = relevant.map(({ parentPath, name }) => join(parentPath, name))
  return Math.max(...paths.map(changedAt), isRoot ? 0 : changedAt(folder))
}

const changedAt = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
