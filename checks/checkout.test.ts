import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

// The files in git must check out on every system. A copy without `.git` has nothing to check.
const hasHistory = existsSync('.git')

const git = (...parameters: string[]) =>
  execFileSync('git', parameters, { maxBuffer: 2 ** 24 }).toString()

const files = hasHistory ? git('ls-files', '-z').split('\0').filter(Boolean) : []

/** The limit for paths in this repository. Windows allows 259 characters, including the folder of the clone. */
const longestPath = 120

// https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions
const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i

/** @param path with `/` between folders @returns what Windows does not allow in it */
function obstacles(path: string): string[] {
  const segments = path.split('/')
  const found = segments.flatMap((segment) => [
    // oxlint-disable-next-line no-control-regex -- Windows does not allow control characters
    ...(/[<>:"|?*\\\u0000-\u001f]/.test(segment) ? ['character'] : []),
    ...(/[. ]$/.test(segment) ? ['end'] : []),
    ...(reserved.test(segment) ? ['name'] : []),
  ])
  return path.length > longestPath ? [...found, 'length'] : found
}

const withFolders = (path: string) =>
  path.split('/').map((_, end, segments) => segments.slice(0, end + 1).join('/'))

/** @returns pairs of paths, including folders, that are the same path on Windows and macOS, which ignore case */
function collisions(paths: readonly string[]): string[][] {
  const named = new Map<string, string>()
  const all = new Set(paths.flatMap(withFolders))
  return [...all].flatMap((path) => {
    const key = path.normalize('NFC').toLowerCase()
    const other = named.get(key)
    named.set(key, path)
    return other === undefined ? [] : [[other, path]]
  })
}

describe.skipIf(!hasHistory)('the files in git', () => {
  it('have paths that Windows accepts', () => {
    expect(files.length).toBeGreaterThan(500)
    expect(files.filter((path) => obstacles(path).length > 0)).toEqual([])
  })

  it('have no two paths that differ only by case', () => {
    expect(collisions(files)).toEqual([])
  })

  it('include no symbolic link, which Windows checks out as a text file', () => {
    const links = git('ls-files', '--stage')
      .split('\n')
      .filter((line) => /^1[26]0000 /.test(line))
    expect(links).toEqual([])
  })

  it('are checked out with LF, even where git writes CRLF by default', () => {
    const folder = mkdtempSync(join(tmpdir(), 'checkout-'))
    try {
      const options = ['-c', 'core.autocrlf=true', '-c', 'core.eol=crlf']
      git(...options, 'clone', '--quiet', '--no-local', '--depth=1', '--no-tags', '.', folder)
      const listed = git('-C', folder, 'ls-files', '--eol').split('\n').filter(Boolean)
      expect(listed.length).toBeGreaterThan(500)
      expect(
        listed.filter((line) => !/^i\/(lf +w\/lf|-text +w\/-text|none +w\/none) /.test(line)),
      ).toEqual([])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('the check of paths', () => {
  it.each([
    ['src/aux.ts', 'name'],
    ['src/Con', 'name'],
    ['src/nul.test.ts', 'name'],
    ['com1/a.ts', 'name'],
    ['src/a:b.ts', 'character'],
    ['docs/what?.md', 'character'],
    ['docs/a*b.md', 'character'],
    ['docs/"quoted".md', 'character'],
    ['docs/a\\b.md', 'character'],
    ['docs/a\tb.md', 'character'],
    ['docs/end.', 'end'],
    ['docs/end /a.md', 'end'],
    [`src/${'long/'.repeat(40)}a.ts`, 'length'],
  ])('finds %j', (path, obstacle) => {
    expect(obstacles(path)).toEqual([obstacle])
  })

  it.each(['src/auxiliary.ts', 'src/console.ts', '.env', 'docs/Größe & Maß (neu).md'])(
    'accepts %j',
    (path) => {
      expect(obstacles(path)).toEqual([])
    },
  )

  it('finds paths that differ by case, in a folder as well, or by Unicode normalization', () => {
    expect(collisions(['src/App.tsx', 'src/app.tsx'])).toHaveLength(1)
    expect(collisions(['src/App/a.ts', 'src/app/b.ts'])).toHaveLength(1)
    expect(collisions(['docs/Ma\u00df\u00e9.md', 'docs/Ma\u00dfe\u0301.md'])).toHaveLength(1)
    expect(collisions(['src/app/a.ts', 'src/app/b.ts'])).toEqual([])
  })
})
