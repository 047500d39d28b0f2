import { spawnSync } from 'node:child_process'
import { type Dirent, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

// The sources of the build, and the last file that each of its parts writes.
const sources = ['.', 'src', 'public', 'deploy/bill-of-materials', 'deploy/hosts']
const outputs = ['dist/staticwebapp.config.json', 'dist/redirect.html', 'dist/sbom.cdx.json']
const isTest = ({ name }: Dirent) => /\.(?:test|spec)\./.test(name)
const isRootSource = ({ name }: Dirent) => /^\.env|\.(?:html|json|ts)$/.test(name)

/**
 * Playwright's global set-up: builds the app when a source is newer than the build, so that the journeys always test the
 * current code.
 * @throws when the build fails, after Vite has printed the reason
 */
export default function buildApp(): void {
  if (!isStale()) return
  console.log('Building the app, because its sources have changed.')
  buildWith()
}

/**
 * Builds the app for a path below the root of its host.
 * @param basePath begins and ends with `/`
 * @param folder where the build goes
 * @throws when the build fails, after Vite has printed the reason
 */
export function buildBelow(basePath: string, folder: string): void {
  buildWith('--base', basePath, '--outDir', folder, '--emptyOutDir')
}

/**
 * Builds the app.
 * @param options of `vite build`
 * @throws when the build fails, after Vite has printed the reason
 */
export function buildWith(...options: string[]): void {
  const vite = join('node_modules', 'vite', 'bin', 'vite.js')
  const command = [vite, 'build', '--logLevel', 'warn', ...options]
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit' })
  if (status !== 0) throw new Error('The build failed, so there is nothing to test.')
}

function isStale(): boolean {
  const builtAt = Math.min(...outputs.map(changedAt))
  return sources.some((folder) => newestChange(folder) > builtAt)
}

/** @returns when a file in the folder was last changed, added or removed, in milliseconds since 1970 */
function newestChange(folder: string): number {
  const isRoot = folder === '.'
  const entries = readdirSync(folder, { withFileTypes: true, recursive: !isRoot })
  const relevant = entries.filter((entry) => (isRoot ? isRootSource(entry) : !isTest(entry)))
  const paths = relevant.map(({ parentPath, name }) => join(parentPath, name))
  return Math.max(...paths.map(changedAt), isRoot ? 0 : changedAt(folder))
}

const changedAt = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
