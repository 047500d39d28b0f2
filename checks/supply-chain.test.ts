import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface LockedPackage {
  license?: string
  hasInstallScript?: boolean
  resolved?: string
  integrity?: string
  link?: boolean
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
