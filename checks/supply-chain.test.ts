import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesIn } from './files.ts'

interface LockedPackage {
  version?: string
  license?: string
  hasInstallScript?: boolean
  resolved?: string
  integrity?: string
  link?: boolean
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  os?: string[]
  cpu?: string[]
  libc?: string[]
}

type Manifest = Pick<LockedPackage, 'dependencies' | 'devDependencies'>

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

const lock = readJson('package-lock.json') as { packages: Record<string, LockedPackage> }
const manifest = readJson('package.json') as Required<Manifest> & { workspaces: string[] }
const { dependencies } = manifest
/** The package.json of this project and of each workspace, by its folder, which is its path in the lock file. */
const manifests = Object.fromEntries(
  ['', ...manifest.workspaces].map((folder) => [
    folder,
    readJson(join(folder, 'package.json')) as Manifest,
  ]),
)
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
function findLocked(
  path: string,
  name: string,
  packages: Readonly<Record<string, LockedPackage>> = lock.packages,
): LockedPackage | undefined {
  const found = packages[`${path === '' ? '' : `${path}/`}node_modules/${name}`]
  if (found || path === '') return found
  return findLocked(path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/'))), name, packages)
}

/** @returns the packages that come from elsewhere than the registry, or from another package there; links are the workspaces */
function findForeign(packages: Readonly<Record<string, LockedPackage>>): string[] {
  return Object.entries(packages)
    .filter(([path, { link = false, resolved, version = '' }]) => {
      // npm can leave the address out. The package then comes from the registry that npm is configured with.
      if (resolved === undefined) return false
      return link ? !(resolved in manifests) : resolved !== addressOf(path, version)
    })
    .map(([path, { resolved }]) => `${path}: ${resolved}`)
}

function addressOf(path: string, version: string): string {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
  return `https://registry.npmjs.org/${name}/-/${name.split('/').at(-1)}-${version}.tgz`
}

/** @returns what the lock file has in another version than the package.json files, or in no exact one */
function findOutOfStep(packages: Readonly<Record<string, LockedPackage>>): string[] {
  return Object.entries(manifests).flatMap(([folder, own]) => {
    const locked = packages[folder] ?? {}
    const wanted = { ...own.dependencies, ...own.devDependencies }
    const inLock = { ...locked.dependencies, ...locked.devDependencies }
    const names = Object.keys({ ...wanted, ...inLock })
    const isSame = (name: string) => {
      const found = findLocked(folder, name, packages)
      const isOwn = found?.link === true || wanted[name] === found?.version
      return wanted[name] === inLock[name] && isOwn
    }
    return names.filter((name) => !isSame(name)).map((name) => `${folder}: ${name}`)
  })
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

  it('come from the registry, and not from an address, a repository or a folder', () => {
    expect(findForeign(lock.packages)).toEqual([])
  })

  it.each([
    { resolved: 'git+ssh://git@github.com/a/b.git#0123456' },
    { resolved: 'https://registry.example/a/-/a-1.0.0.tgz' },
    { resolved: 'https://registry.npmjs.org/other/-/other-1.0.0.tgz', version: '1.0.0' },
    { resolved: '../elsewhere', link: true },
  ])('from elsewhere are found: %o', (planted) => {
    const packages = { ...lock.packages, 'node_modules/planted': planted }
    expect(findForeign(packages)).toEqual([`node_modules/planted: ${planted.resolved}`])
  })

  it.each(['planted', '@scope/planted'])('%s may have its address in the registry', (name) => {
    const resolved = `https://registry.npmjs.org/${name}/-/planted-1.0.0.tgz`
    const packages = { [`node_modules/a/node_modules/${name}`]: { resolved, version: '1.0.0' } }
    expect(findForeign(packages)).toEqual([])
  })

  it('have the exact versions that package.json and the workspaces name', () => {
    expect(findOutOfStep(lock.packages)).toEqual([])
  })

  it('in another version, or in none, are found', () => {
    const { '': root, 'local-entra': workspace, 'node_modules/react': react } = lock.packages
    const changed = (packages: object) => findOutOfStep({ ...lock.packages, ...packages })
    expect(changed({ 'node_modules/react': { ...react, version: '0.0.1' } })).toEqual([': react'])
    expect(changed({ 'node_modules/react': undefined })).toEqual([': react'])
    expect(
      changed({ '': { ...root, dependencies: { ...dependencies, react: '^19.0.0' } } }),
    ).toEqual([': react'])
    expect(changed({ '': { ...root, dependencies: { ...dependencies, other: '1.0.0' } } })).toEqual(
      [': other'],
    )
    expect(changed({ 'local-entra': { ...workspace, dependencies: {} } })).toContain(
      'local-entra: jose',
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
