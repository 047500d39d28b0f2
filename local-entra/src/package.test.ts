import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'

interface Manifest {
  bin: Record<string, string>
  exports: Record<string, string | { types: string; default: string }>
  dependencies: Record<string, string>
  peerDependencies: Record<string, string>
}

interface Packed {
  unpackedSize: number
  files: { path: string; mode: number }[]
}

const folder = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(`${folder}${path}`, 'utf8')
const manifest = JSON.parse(read('package.json')) as Manifest
const named = Object.values(manifest.exports)
const isWindows = process.platform === 'win32'

let packed: Packed
let paths: string[]

beforeAll(() => {
  npm('run', 'build')
  const output = JSON.parse(npm('pack', '--dry-run', '--json', '--ignore-scripts')) as object
  // npm 11.19 writes an object with one entry for each package, older ones a list.
  packed = Object.values(output)[0] as Packed
  paths = packed.files.map(({ path }) => path)
})

function npm(...args: string[]): string {
  const stdio = ['ignore', 'pipe', 'ignore'] as ('ignore' | 'pipe')[]
  return execFileSync('npm', args, { cwd: folder, encoding: 'utf8', shell: isWindows, stdio })
}

const modulesIn = (pattern: RegExp) => paths.filter((path) => pattern.test(path))

/** @returns what a module imports, as it is written */
function importsOf(path: string): string[] {
  const imports = /^(?:import|export|\})\b[^'"]*\bfrom\s+['"]([^'"]+)|\bimport\(\s*['"]([^'"]+)/gm
  return [...read(path).matchAll(imports)].map(([, from, dynamic]) => from ?? dynamic ?? '')
}

/** @returns the packages that modules import, without Node's own */
function packagesIn(modules: readonly string[]): string[] {
  const bare = modules.flatMap(importsOf).filter((name) => !name.startsWith('.'))
  const packages = bare
    .filter((name) => !isBuiltin(name))
    .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? '')
  return [...new Set(packages)].toSorted()
}

/** @returns the type declarations that a user of the package loads: the entries, and what they import */
function publicTypes(): string[] {
  const entries = named.flatMap((entry) => (typeof entry === 'string' ? [] : [entry.types]))
  const reached = new Set(entries.map((entry) => posix.normalize(entry)))
  for (const path of reached)
    for (const name of importsOf(path).filter((each) => each.startsWith('.')))
      reached.add(posix.join(posix.dirname(path), name.replace(/\.ts$/, '.d.ts')))
  return [...reached]
}

test('the package has JavaScript, types, documents and the licence, in less than 1 MB', () => {
  const expected =
    /^(?:dist\/(?:parts\/)?[^/]+\.js|dist\/types\/.+\.d\.ts|[^/]+\.md|LICENSE|package\.json|registrations\.schema\.json)$/
  expect(paths.filter((path) => !expected.test(path))).toEqual([])
  expect(packed.unpackedSize).toBeLessThan(1_000_000)
})

test('the package has each file that its package.json names', () => {
  const targets = named.flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry),
  )
  const files = [...targets, ...Object.values(manifest.bin)].map((path) => posix.normalize(path))
  expect(paths).toEqual(expect.arrayContaining(files))
})

test('the package depends on the packages that it imports, and on no other', () => {
  expect(packagesIn(modulesIn(/\.js$/))).toEqual(Object.keys(manifest.dependencies).toSorted())
})

test('the public types import only packages that are dependencies or peers', () => {
  const known = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  expect(packagesIn(publicTypes()).filter((name) => !known.includes(name))).toEqual([])
})

test('the command is a script for Node', () => {
  const command = posix.normalize(manifest.bin['local-entra'] ?? '')
  expect(read(command)).toMatch(/^#!\/usr\/bin\/env node\n/)
  const { mode = 0 } = packed.files.find(({ path }) => path === command) ?? {}
  // Windows has no such mode.
  expect(isWindows ? '755' : mode.toString(8)).toBe('755')
})

test('the package names no folder of the machine that built it, and has no source map', () => {
  const traces = ['sourceMappingURL', 'file://', fileURLToPath(new URL('../..', import.meta.url))]
  expect(paths.filter((path) => traces.some((trace) => read(path).includes(trace)))).toEqual([])
})
