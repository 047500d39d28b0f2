import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { requireGoodOptions, runProcess, type Terminal } from '../../command-line/command.ts'
import type { ReadOptions } from '../../command-line/options.ts'
import { editsOf, type Protection, protections } from './protections.ts'

/** Copies the files in git, and links node_modules. */
function copyTree(): string {
  const folder = mkdtempSync(join(tmpdir(), 'protections-'))
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'])
  for (const file of list.toString().split('\0').filter(Boolean)) cpSync(file, join(folder, file))
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction')
  return folder
}

/** @returns the longest part of a title without placeholders */
function fixedPart(title: string): string {
  const parts = title.split(/%[a-z]|\$\{[^}]*\}|\$\w+/)
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '')
}

type Verdict = 'caught' | 'not caught' | 'its test did not run'

/** Runs the test of a protection in the copy. */
function runTest(folder: string, { test, storage = 'session' }: Protection): Verdict {
  const isUnit = /\.test\.tsx?$/.test(test.file)
  const title = fixedPart(test.title).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  const args = isUnit
    ? ['vitest/vitest.mjs', 'run', test.file, '-t', title]
    : [
        'playwright/cli.js',
        'test',
        basename(test.file),
        `--grep=${title}`,
        `--project=${storage}`,
        '--timeout=30000',
        '--max-failures=1',
      ]
  const [script = '', ...rest] = args
  const { stdout, status } = spawnSync(process.execPath, [join('node_modules', script), ...rest], {
    cwd: folder,
    encoding: 'utf8',
  })
  const said = stripVTControlCharacters(stdout)
  if (status === 0) return /\b\d+ passed/.test(said) ? 'not caught' : 'its test did not run'
  return /\b\d+ failed/.test(said) ? 'caught' : 'its test did not run'
}

/** Removes one protection, runs its test, and restores it. */
function takeOut(folder: string, protection: Protection): Verdict {
  const sources = new Map<string, string>()
  try {
    for (const { file, find, replace } of editsOf(protection)) {
      const path = join(folder, file)
      const source = readFileSync(path, 'utf8')
      sources.set(path, sources.get(path) ?? source)
      writeFileSync(
        path,
        source.replace(find, () => replace),
      )
    }
    return runTest(folder, protection)
  } finally {
    for (const [path, source] of sources) {
      writeFileSync(path, source)
      // Without a new time, two writes within one tick of the clock look like one.
      utimesSync(path, new Date(), new Date())
    }
  }
}

function run({ words, faults }: ReadOptions, { say }: Terminal): number {
  requireGoodOptions(faults)
  const title = words.join(' ').toLowerCase()
  const selected = protections.filter(({ protects }) => protects.toLowerCase().includes(title))
  const folder = copyTree()
  let failed = 0
  try {
    for (const protection of selected) {
      const verdict = takeOut(folder, protection)
      if (verdict !== 'caught') failed += 1
      say(`${verdict === 'caught' ? '✓' : '✗'} ${protection.protects}`)
      say(`    ${verdict}: ${protection.test.file} › ${protection.test.title}`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  say(`${selected.length - failed} of ${selected.length} protections were caught.`)
  return failed === 0 && selected.length > 0 ? 0 : 1
}

await runProcess({
  options: {},
  takesWords: true,
  purpose: `Removes each protection from a copy of the repository, one at a time, and checks that its test fails. Words select
those whose name contains them.

  npm run protections -- sign-out`,
  run,
})
