import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { filesIn } from './files.ts'

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
// The lock file also contains the workspaces of this project, as folders and as links.
const installed = Object.entries(lock.packages).filter(
  ([path, { link }]) => path.startsWith('node_modules/') && !link,
)

/** Permissive licences, and MPL-2.0 for a tool and axe, which do not ship. */
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

/** Searches where Node does: in the package's own node_modules, then in those of the parent folders. */
function findLocked(path: string, name: string): LockedPackage | undefined {
  const found = lock.packages[`${path === '' ? '' : `${path}/`}node_modules/${name}`]
  if (found || path === '') return found
  return findLocked(path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/'))), name)
}

describe('the installed packages', () => {
  it('run no install script', { tags: 'promise' }, () => {
    expect(installed.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([])
  })

  it('are locked, each with its SHA-512 hash', { tags: 'promise' }, () => {
    expect(installed.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-'))).toEqual(
      [],
    )
  })

  it('have known licences', { tags: 'promise' }, () => {
    expect(installed.filter(([, { license = '' }]) => !licences.has(license))).toEqual([])
  })

  // npm can write a lock file with the packages of its own platform alone: https://github.com/npm/cli/issues/4828
  it('are locked for every platform, not only for the one that wrote the lock file', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => findLocked(path, name) === undefined)
        .map((name) => `${path} needs ${name}`),
    )
    expect(missing).toEqual([])
  })

  it.each(platforms)('include the native ones for $os $cpu $libc', ({ os, cpu, libc }) => {
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

  it('are pinned and have a reason in docs/decisions.md, where the app depends on them', () => {
    const page = readFileSync('docs/decisions.md', 'utf8')
    const table = page.slice(page.indexOf('## Why each dependency'))
    for (const [name, version] of Object.entries(dependencies)) {
      expect(table, name).toContain(name)
      expect(version, `${name} is pinned`).toMatch(/^\d+\.\d+\.\d+$/)
    }
  })
})

describe('the NuGet packages', () => {
  const projects = filesIn(['local-entra/src/clients', 'samples'], /\.csproj$/)

  it.each(projects)('of %s are pinned', (file) => {
    const references = readFileSync(file, 'utf8').match(/<PackageReference [^>]*>/g) ?? []
    const pinned = references.filter((each) => / Version="\d+\.\d+\.\d+"/.test(each))
    expect(pinned).toEqual(references)
  })

  it('have the same version in every project', () => {
    const all = projects.flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(/Include="(.+?)" Version="(.+?)"/g),
    ])
    const versions = new Set(all.map(([, name, version]) => `${name} ${version}`))
    expect(versions.size).toBe(new Set(all.map(([, name]) => name)).size)
  })
})
