import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface LockedPackage {
  license?: string
  hasInstallScript?: boolean
  resolved?: string
  integrity?: string
  link?: boolean
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  os?: string[]
  cpu?: string[]
  libc?: string[]
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, LockedPackage>
}
const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  dependencies: Record<string, string>
}
// The workspaces of this project are in the lock file, too: as folders, and as links to them.
const installed = Object.entries(lock.packages).filter(
  ([path, { link }]) => path.startsWith('node_modules/') && !link,
)

/** Licences that let anybody use, change and ship the code; MPL-2.0 is that of a tool and of axe, which do not ship. */
const licences = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'MPL-2.0',
])

const platforms: { os: string; cpu: string; libc: string }[] = [
  { os: 'win32', cpu: 'x64', libc: '' },
  { os: 'win32', cpu: 'arm64', libc: '' },
  { os: 'darwin', cpu: 'x64', libc: '' },
  { os: 'darwin', cpu: 'arm64', libc: '' },
  { os: 'linux', cpu: 'x64', libc: 'glibc' },
  { os: 'linux', cpu: 'arm64', libc: 'glibc' },
  { os: 'linux', cpu: 'x64', libc: 'musl' },
  { os: 'linux', cpu: 'arm64', libc: 'musl' },
]

/** Looks where Node looks: in the package's own folder, then in those around it. */
function findLocked(path: string, name: string): LockedPackage | undefined {
  const found = lock.packages[`${path === '' ? '' : `${path}/`}node_modules/${name}`]
  if (found || path === '') return found
  return findLocked(path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/'))), name)
}

describe('what is installed', () => {
  it('runs no script of its own', () => {
    expect(installed.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([])
  })

  it('is what was locked: each package with its hash', () => {
    expect(installed.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-'))).toEqual(
      [],
    )
  })

  it('has a licence that is known here', () => {
    expect(installed.filter(([, { license = '' }]) => !licences.has(license))).toEqual([])
  })

  // npm can write a lock file with the packages of its own platform alone: https://github.com/npm/cli/issues/4828
  it('is locked for every platform, not only for the one that the lock file was written on', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => findLocked(path, name) === undefined)
        .map((name) => `${path} needs ${name}`),
    )
    expect(missing).toEqual([])
  })

  it.each(platforms)('has what is native to $os $cpu $libc', ({ os, cpu, libc }) => {
    const isFor = (found: LockedPackage) =>
      found.os?.includes(os) === true &&
      found.cpu?.includes(cpu) === true &&
      (found.libc?.includes(libc) ?? true)
    const names = installed.filter(([, found]) => isFor(found)).map(([path]) => path)
    for (const tool of [
      '@oxlint/',
      '@oxlint-tsgolint/',
      '@rolldown/',
      '@typescript/',
      'lightningcss-',
    ])
      expect(names.filter((path) => path.startsWith(`node_modules/${tool}`))).toHaveLength(1)
  })

  it('is said to be there for a reason, for each dependency of the app, in the README', () => {
    const readme = readFileSync('README.md', 'utf8')
    const table = readme.slice(
      readme.indexOf('## Why each dependency'),
      readme.indexOf('## Honest limits'),
    )
    for (const [name, version] of Object.entries(dependencies)) {
      expect(table, name).toContain(name)
      expect(version, `${name} is pinned`).toMatch(/^\d+\.\d+\.\d+$/)
    }
  })
})
