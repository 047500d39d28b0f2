import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger, resolveConfig } from 'vite'
import { describe, expect, it } from 'vitest'
import { describeBill, type Lock, writeBill } from './bill-of-materials.ts'

const lock: Lock = {
  name: 'weather',
  version: '1.2.3',
  packages: {
    '': { license: 'MIT', dependencies: { a: '1.0.0' }, devDependencies: { vite: '8.0.0' } },
    'node_modules/@scope/b': { version: '2.0.0', license: 'ISC', integrity: 'sha512-q83v' },
    'node_modules/a': {
      version: '1.0.0',
      dependencies: { c: '^2.0.0' },
      peerDependencies: { '@scope/b': '*', absent: '*' },
    },
    'node_modules/a/node_modules/c': { version: '2.0.0', dependencies: { '@scope/b': '*' } },
    'node_modules/c': { version: '1.0.0' },
    'node_modules/vite': { version: '8.0.0' },
  },
}

const modules = [
  '/home/me/weather/src/main.tsx',
  '/home/me/weather/node_modules/a/index.js?commonjs-module',
  '/home/me/weather/node_modules/a/other.js',
  '/home/me/weather/node_modules/a/node_modules/c/index.js',
  'C:/weather/node_modules/@scope/b/index.js',
  '\0vite/preload-helper.js',
]

describe('the bill of materials of a build', () => {
  const bill = describeBill(modules, lock)

  it('has the packages whose modules are in the build, once each', () => {
    expect(bill.components.map(({ purl }) => purl)).toEqual([
      'pkg:npm/%40scope/b@2.0.0',
      'pkg:npm/a@1.0.0',
      'pkg:npm/c@2.0.0',
      'pkg:npm/vite@8.0.0',
    ])
  })

  it('has the licence and the hash of the lock file, in the form of CycloneDX', () => {
    expect(bill.components[0]).toEqual({
      type: 'library',
      'bom-ref': 'pkg:npm/%40scope/b@2.0.0',
      name: '@scope/b',
      version: '2.0.0',
      purl: 'pkg:npm/%40scope/b@2.0.0',
      licenses: [{ license: { id: 'ISC' } }],
      hashes: [{ alg: 'SHA-512', content: 'abcdef' }],
    })
  })

  it('says which package needs which, as Node finds them', () => {
    expect(bill.dependencies).toEqual([
      { ref: 'weather@1.2.3', dependsOn: ['pkg:npm/a@1.0.0', 'pkg:npm/vite@8.0.0'] },
      { ref: 'pkg:npm/%40scope/b@2.0.0', dependsOn: [] },
      { ref: 'pkg:npm/a@1.0.0', dependsOn: ['pkg:npm/%40scope/b@2.0.0', 'pkg:npm/c@2.0.0'] },
      { ref: 'pkg:npm/c@2.0.0', dependsOn: ['pkg:npm/%40scope/b@2.0.0'] },
      { ref: 'pkg:npm/vite@8.0.0', dependsOn: [] },
    ])
  })

  it('is refused for a package that the lock file does not have', () => {
    const unlocked = ['/home/me/weather/node_modules/unlocked/index.js']
    expect(() => describeBill(unlocked, lock)).toThrow(
      'node_modules/unlocked is in the build, but not in package-lock.json.',
    )
  })
})

it('is left out, with a warning, where there is no package-lock.json', async () => {
  const root = mkdtempSync(join(tmpdir(), 'weather-'))
  const warnings: string[] = []
  const logger = { ...createLogger('silent'), warn: (text: string) => void warnings.push(text) }
  const { build } = await resolveConfig({ configFile: false }, 'build')
  await writeBill({ root, build, logger }, [])
  expect(warnings).toEqual(['Without a package-lock.json, the build has no bill of materials.'])
  expect(readdirSync(root)).toEqual([])
  rmSync(root, { recursive: true })
})
