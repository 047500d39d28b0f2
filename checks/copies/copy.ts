import { execFile, execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A copy of this repository for tests to change. Paths are relative to its root. */
export interface Copy {
  files: () => readonly string[]
  read: (path: string) => string
  write: (path: string, text: string) => void
  /** @throws when the file does not contain the text */
  replace: (path: string, text: string, by: string) => void
  /** Deletes files and folders. */
  remove: (...paths: string[]) => void
  /** @returns the output of types, lint and build, as far as they fail; empty if all pass */
  complaints: () => Promise<string>
  /** The text files of the last build, relative to its folder. */
  builtFiles: () => string[]
  readBuilt: (path: string) => string
  /** Deletes the copy. */
  discard: () => void
}

/** Copies the files that git tracks or would track, as they are on disk. */
export function copyRepository(): Copy {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'copy-')))
  const at = (path: string) => join(top, path)
  let files = listFiles()
  for (const path of files) cpSync(path, at(path))
  symlinkSync(join(process.cwd(), 'node_modules'), at('node_modules'), 'junction')

  const read = (path: string) => readFileSync(at(path), 'utf8')

  function write(path: string, text: string): void {
    mkdirSync(dirname(at(path)), { recursive: true })
    writeFileSync(at(path), text)
    if (!files.includes(path)) files = [...files, path]
  }

  function replace(path: string, text: string, by: string): void {
    const before = read(path)
    if (!before.includes(text)) throw new Error(`${path} does not contain: ${text}`)
    write(path, before.replaceAll(text, by))
  }

  function remove(...paths: string[]): void {
    const isIn = (file: string) => paths.some((path) => `${file}/`.startsWith(`${path}/`))
    for (const path of paths) rmSync(at(path), { recursive: true })
    files = files.filter((file) => !isIn(file))
  }

  return {
    files: () => files,
    read,
    write,
    replace,
    remove,
    complaints: () => complaintsIn(top),
    builtFiles: () =>
      readdirSync(at('dist'), { recursive: true })
        .map(String)
        .filter((path) => /\.(?:css|html|js|json|svg|webmanifest)$/.test(path)),
    readBuilt: (path) => read(`dist/${path}`),
    discard: () => rmSync(top, { recursive: true }),
  }
}

function listFiles(): string[] {
  const options = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate']
  const listed = execFileSync('git', options, { maxBuffer: 2 ** 24 })
    .toString()
    .split('\0')
    .filter(Boolean)
  const deleted = execFileSync('git', ['ls-files', '-z', '--deleted']).toString().split('\0')
  return listed.filter((path) => !deleted.includes(path))
}

const checks = [
  ['typescript/bin/tsc', '-p', 'src'],
  ['typescript/bin/tsc', '-p', '.'],
  ['oxlint/bin/oxlint', '--type-aware'],
  ['vite/bin/vite.js', 'build'],
]

async function complaintsIn(top: string): Promise<string> {
  const outputs: string[] = []
  for (const [script = '', ...parameters] of checks) {
    outputs.push(await runIn(top, join('node_modules', script), parameters))
  }
  return outputs.join('')
}

/** @returns what the command printed, if it failed */
function runIn(cwd: string, script: string, parameters: readonly string[]): Promise<string> {
  // Vitest adds the variables of .env and some of its own. The copy has its own .env.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:VITE|NODE_ENV$)/.test(name),
  )
  const env = { ...Object.fromEntries(inherited), NO_COLOR: '1' }
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...parameters], { cwd, env }, (error, stdout, stderr) => {
      resolve(error ? `${script} ${parameters.join(' ')}\n${stdout}${stderr}\n` : '')
    })
  })
}
