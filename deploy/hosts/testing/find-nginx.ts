import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

const unpacked = resolve('node_modules/.cache/nginx')
const wellKnown = [
  '/usr/sbin/nginx',
  '/usr/local/sbin/nginx',
  '/usr/bin/nginx',
  '/opt/homebrew/bin/nginx',
]

/**
 * Finds an nginx to test with: `NGINX_PATH`, or the system's. Otherwise it unpacks Debian's package into `node_modules`,
 * without installing it or starting a service.
 * @returns its path, or undefined when there is none
 * @throws when `NGINX_PATH` does not exist
 */
export function findNginx(): string | undefined {
  const named = process.env['NGINX_PATH']
  if (named !== undefined && !existsSync(named)) {
    throw new Error(`NGINX_PATH is ${named}, which does not exist. Set it to the path of nginx.`)
  }
  return named ?? wellKnown.find((path) => existsSync(path)) ?? unpackDebianPackage()
}

function unpackDebianPackage(): string | undefined {
  const program = join(unpacked, 'usr/sbin/nginx')
  if (existsSync(program)) return program
  if (!existsSync('/usr/bin/apt-get')) return undefined
  // Several test files look for nginx at the same time: each unpacks it for itself, and the first gives it its place.
  const folder = `${unpacked}-${process.pid}`
  mkdirSync(folder, { recursive: true })
  const run = (command: string, ...parameters: string[]) =>
    spawnSync(command, parameters, { cwd: folder, stdio: 'ignore' }).status === 0
  try {
    if (!run('apt-get', 'download', '-qq', 'nginx')) {
      run('apt-get', 'update', '-qq')
      if (!run('apt-get', 'download', '-qq', 'nginx')) return undefined
    }
    const archive = readdirSync(folder).find((name) => name.endsWith('.deb'))
    if (archive === undefined || !run('dpkg', '-x', archive, '.')) return undefined
    if (!run(join(folder, 'usr/sbin/nginx'), '-v')) return undefined
    return tryRename(folder, unpacked) || existsSync(program) ? program : undefined
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @returns false when there is a folder of that name */
function tryRename(folder: string, to: string): boolean {
  try {
    renameSync(folder, to)
    return true
  } catch {
    return false
  }
}
