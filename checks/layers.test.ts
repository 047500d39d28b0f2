import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, posix, sep } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { layers, globals } from './layers.js'

interface Diagnostic {
  code: string
  message: string
  filename: string
  labels: { span: { line: number } }[]
}

const rows = Object.keys(layers)
/** The folders of src without a row of their own. */
const features = readdirSync('src', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !rows.includes(`src/${entry.name}`))
  .map(({ name }) => `src/${name}`)
/** @returns the features for `src/{feature}` */
const expand = (row: string) => (row === 'src/{feature}' ? features : [row])
const parts = rows.filter((row) => !row.includes('*')).flatMap(expand)
const rowOf = (part: string) => layers[part] ?? layers['src/{feature}'] ?? []
const isFile = (part: string) => /\.tsx?$/.test(part)
const fileIn = (part: string, name: string) => (isFile(part) ? part : `${part}/${name}`)

/** The planted files, which the linter reads in one run. */
const planted = new Map<string, string>()
let diagnostics: Diagnostic[] = []

function plant(path: string, source: string): string {
  if (planted.has(path)) throw new Error(`${path} is planted already.`)
  planted.set(path, source)
  return path
}

/** @returns the line and message of each finding of a rule in a planted file */
function findings(path: string, rule: string): { line: number | undefined; message: string }[] {
  return diagnostics
    .filter(
      ({ code, filename }) => code.endsWith(`(${rule})`) && filename.split(sep).join('/') === path,
    )
    .map(({ labels, message }) => ({ line: labels[0]?.span.line, message }))
}

const messages = (path: string, rule: string) => findings(path, rule).map(({ message }) => message)

beforeAll(async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'layers-')))
  try {
    for (const file of ['.oxlintrc.json', 'checks/layers.js', 'package.json'])
      await cp(file, join(folder, file))
    for (const [path, source] of planted) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), source)
    }
    diagnostics = await lint(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
})

function lint(folder: string): Promise<Diagnostic[]> {
  const oxlint = join(process.cwd(), 'node_modules/oxlint/bin/oxlint')
  const options = { cwd: folder, maxBuffer: 64 * 2 ** 20 }
  return new Promise((resolve) => {
    execFile(process.execPath, [oxlint, '--format', 'json'], options, (_error, stdout) =>
      resolve((JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics),
    )
  })
}

describe('each part may import what its row allows, and nothing else', () => {
  const ordinary = parts.map((part) => ({ path: fileIn(part, 'all.ts'), from: [part] }))
  const special = rows
    .filter((row) => row.includes('*'))
    .flatMap((row) => {
      const [start = '', end = ''] = row.split('*')
      const folders = parts.filter((part) => `${part}/`.startsWith(start) && !isFile(part))
      return folders.map((part) => ({ path: `${part}/all${end}`, from: [part, row] }))
    })

  const cases = [...ordinary, ...special].map(({ path, from }) => {
    const part = from[0] ?? ''
    const targets = [...parts.filter((target) => target !== part), 'node:*']
    const lines = targets.flatMap((target) => {
      const file = posix.relative(posix.dirname(path), fileIn(target, 'other.ts'))
      const specifier = target === 'node:*' ? 'node:fs' : file.replace(/^(?!\.)/, './')
      return [
        { imported: target, source: `export * from '${specifier}'` },
        { imported: `type ${target}`, source: `export type * from '${specifier}'` },
      ]
    })
    plant(path, `${lines.map(({ source }) => source).join('\n')}\n`)
    const everywhere = path.startsWith('src/') ? [] : ['node:*', 'command-line']
    const allowed = new Set([...everywhere, ...from.flatMap(rowOf).flatMap(expand)])
    const isAllowed = (imported: string) =>
      allowed.has(imported) || allowed.has(imported.replace('type ', ''))
    const imported = lines.map((line) => line.imported)
    return { path, imported, refused: imported.filter((each) => !isAllowed(each)) }
  })

  it.each(cases)('$path', ({ path, imported, refused }) => {
    const lines = findings(path, 'layers').map(({ line }) => imported[(line ?? 0) - 1])
    expect(new Set(lines)).toEqual(new Set(refused))
  })
})

describe('well-known boundaries', () => {
  const refused = [
    ['src/http/a.ts', '../auth/session.ts', 'src/http may not import src/auth. It may import: src'],
    ['src/auth/a.ts', '../api/api-error.ts', 'src/auth may not import src/api.'],
    ['src/flow/a.ts', '../forecast/forecast.ts', 'src/flow may not import src/forecast.'],
    ['src/app/a.ts', '../main.tsx', 'src/app may not import src/main.tsx.'],
    ['src/app/b.ts', '../../e2e/support/axe.ts', 'src/app may not import e2e/support.'],
    ['src/app/c.ts', '../../deploy/hosts/nginx.ts', 'src/app may not import deploy.'],
    ['src/app/d.ts', 'node:fs', 'src/app may not import node:*.'],
    ['src/app/e.ts', 'fs/promises', 'src/app may not import node:*.'],
    ['src/auth/g.ts', '@azure/msal-browser', 'These may: src/auth/msal.'],
    ['src/app/j.ts', '@azure/msal-react', 'These may: src/auth/msal.'],
    ['src/forecast/a.ts', 'd3-scale', 'These may: src/forecast/chart.'],
    // npm links the workspaces into node_modules.
    ['src/app/f.ts', 'local-entra/src/local-entra.ts', 'src/app may not import local-entra.'],
    ['src/app/l.ts', '#local-entra', 'src/app may not import local-entra.'],
    [
      'e2e/support/b.ts',
      '../../local-entra/src/control/control.ts',
      'Import local-entra by its names',
    ],
    ['src/app/g.test.ts', '../../local-entra/src/cli.ts', 'src/app may not import local-entra.'],
    ['deploy/a.ts', '../src/auth/session.ts', 'deploy may not import src/auth.'],
    ['deploy/b.ts', '../e2e/support/axe.ts', 'deploy may not import e2e/support.'],
    ['deploy/c.ts', './hosts/testing/a.ts', 'deploy may not import deploy/hosts/testing.'],
    ['e2e/support/a.ts', '../journeys/a.ts', 'e2e/support may not import e2e/journeys.'],
    ['e2e/journeys/a.ts', '../../src/app/routes.tsx', 'e2e/journeys may not import src/app.'],
    ['e2e/journeys/b.ts', '../../src/config/config.ts', 'It may import: e2e/support, deploy, loc'],
  ].map(([path = '', specifier = '', message = '']) => {
    plant(path, `export * from '${specifier}'\n`)
    return { path, specifier, message }
  })

  it.each(refused)('$path may not import $specifier', ({ path, message }) => {
    expect(messages(path, 'layers')).toEqual([expect.stringContaining(message)])
  })

  const allowed = [
    ['src/app/h.ts', '../forecast/forecast.ts'],
    ['src/auth/msal/a.ts', '@azure/msal-browser'],
    ['src/auth/b.ts', '../config/config.ts'],
    ['src/auth/c.ts', './session.ts'],
    ['src/auth/d.ts', 'valibot'],
    ['src/auth/e.ts', '../../node_modules/valibot/dist/index.mjs'],
    ['src/auth/f.test.ts', 'node:fs'],
    ['deploy/d.ts', '../src/config/config.ts'],
    ['deploy/e.spec.ts', '../e2e/support/fixtures.ts'],
  ].map(([path = '', specifier = '']) => {
    plant(path, `export * from '${specifier}'\n`)
    return { path, specifier }
  })

  it.each(allowed)('$path may import $specifier', ({ path }) => {
    expect(messages(path, 'layers')).toEqual([])
  })
})

describe('every form of import is checked', () => {
  const forms = [
    "import { a } from '../auth/a.ts'\nexport const b = a",
    "import '../auth/a.ts'",
    "import type { A } from '../auth/a.ts'\nexport type B = A",
    "import { type A } from '../auth/a.ts'\nexport type B = A",
    "export { a } from '../auth/a.ts'",
    "export * from '../auth/a.ts'",
    "export type { A } from '../auth/a.ts'",
    "export type A = import('../auth/a.ts').A",
    "export type A = typeof import('../auth/a.ts')",
    "export const load = () => import('../auth/a.ts')",
    'export const load = () => import(`../auth/a.ts`)',
  ].map((source, index) => ({ source, path: plant(`src/http/form-${index}.ts`, `${source}\n`) }))

  it.each(forms)('$source', ({ path }) => {
    expect(messages(path, 'layers')).toEqual([
      'src/http may not import src/auth. It may import: src/config.',
    ])
  })

  it('a row that allows types does not allow a value', () => {
    expect(messages(value, 'layers')).toHaveLength(1)
    expect(messages(type, 'layers')).toEqual([])
  })
  const inline =
    "import { type Config } from '../../src/config/config.ts'\nexport type A = Config\n"
  const value = plant('e2e/support/value.ts', inline)
  const type = plant('e2e/support/type.ts', inline.replace('{ type Config }', 'type { Config }'))
})

describe('the table', () => {
  const unknown = ['tools/a.ts', 'src/a.ts', 'a.config.ts', 'e2e/a.ts']
  for (const path of unknown) plant(path, 'export const a = 1\n')

  it.each(unknown)('%s is refused, because it is in no part', (path) => {
    const message = `${path} is in no part of the table in checks/layers.js.`
    expect(messages(path, 'layers')).toEqual([message])
  })

  const importer = plant('src/app/i.ts', "export * from '../../tools/a.ts'\n")
  it('an import from an unknown folder is refused', () => {
    const message = 'tools/a.ts is in no part of the table in checks/layers.js.'
    expect(messages(importer, 'layers')).toEqual([message])
  })

  const feature = plant('src/orders/a.ts', "export * from '../api/api.ts'\n")
  const user = plant('src/app/k.ts', "export * from '../orders/a.ts'\n")
  const other = plant('src/orders/b.ts', "export * from '../forecast/forecast.ts'\n")
  it('any other folder of src is a feature, and features do not import each other', () => {
    expect(messages(feature, 'layers')).toEqual([])
    expect(messages(user, 'layers')).toEqual([])
    expect(messages(other, 'layers')).toEqual([
      expect.stringContaining('src/orders may not import src/forecast.'),
    ])
  })

  it('every part exists', () => {
    expect(parts.filter((part) => !existsSync(part))).toEqual([])
  })

  it('every row names parts', () => {
    const named = Object.values(layers).flat()
    const known = new Set([
      'src/{feature}',
      ...parts,
      ...parts.map((part) => `type ${part}`),
      'node:*',
    ])
    expect(named.filter((name) => !known.has(name))).toEqual([])
  })

  it('docs/architecture.md lists the same folders', () => {
    const page = readFileSync('docs/architecture.md', 'utf8')
    const block = /## Folders\n+```\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
    const listed = [...block.matchAll(/^([\w-]+)\/ /gm)].map(([, name = '']) => name)
    const folders = new Set(parts.filter((part) => part.includes('/') || !isFile(part)))
    const expected = new Set([...folders].map((part) => part.split('/')[0] ?? part))
    const withoutCode = ['docs', 'public']
    expect(listed.toSorted()).toEqual([...expected, ...withoutCode].toSorted())
  })
})

/** @returns the source of a file, or of all files of a folder */
function read(path: string): string {
  if (isFile(path)) return readFileSync(path, 'utf8')
  return readdirSync(path)
    .filter(isFile)
    .map((name) => readFileSync(join(path, name), 'utf8'))
    .join('\n')
}

const use = (name: string) => `export const use = () => ${name}\n`

describe('browser globals', () => {
  const names = Object.keys(globals)
  const everything = use(`[${names.join(', ')}]`)
  const refused = names.flatMap((name) => [
    plant(`src/forecast/plain-${name}.ts`, use(name)),
    plant(`src/forecast/window-${name}.ts`, use(`window.${name}`)),
    plant(`src/forecast/global-${name}.ts`, use(`globalThis['${name}']`)),
  ])
  const passed = plant(
    'src/forecast/passed.ts',
    'export const use = (page: Window) => page.localStorage\n',
  )
  it('storage of a window that is passed as an argument is refused', () => {
    expect(messages(passed, 'globals')).toHaveLength(1)
  })
  const users = [...new Set(Object.values(globals).flat())].map((user) => {
    const isIn = (part: string) => user === part || user.startsWith(`${part}/`)
    const others = names.filter((name) => globals[name]?.some(isIn) === false)
    return { user, others, path: plant(fileIn(user, 'user.ts'), everything) }
  })
  const elsewhere = plant('e2e/support/globals.ts', everything)
  const local = plant(
    'src/forecast/local.ts',
    'export const use = (fetch: () => void) => fetch()\n',
  )
  const member = plant('src/forecast/member.ts', use('({ fetch: document.fetch })'))

  it.each(refused)('%s is refused', (path) => {
    expect(messages(path, 'globals')).toHaveLength(1)
  })

  it.each(users)('$user may use its own, not $others', ({ path, others }) => {
    const named = others.map((name) => expect.stringContaining(` use ${name}.`))
    expect(messages(path, 'globals')).toEqual(named)
  })

  it('another identifier of that name is allowed, and so is a file outside src', () => {
    for (const path of [local, member, elsewhere]) expect(messages(path, 'globals')).toEqual([])
  })

  it('the message names the files that may use the global', () => {
    expect(messages('src/forecast/plain-localStorage.ts', 'globals')).toEqual([
      'src/forecast/plain-localStorage.ts may not use localStorage. These may: src/forecast/unit.tsx, src/auth/idle.ts, src/auth/pause.ts, src/auth/sign-out-marks.ts.',
    ])
    expect(messages('src/forecast/plain-indexedDB.ts', 'globals')).toEqual([
      'src/forecast/plain-indexedDB.ts may not use indexedDB. These may: no file of src.',
    ])
  })

  it.each(users)('$user uses the globals that it may use', ({ user }) => {
    for (const name of names.filter((each) => globals[each]?.includes(user)))
      expect(read(user)).toMatch(new RegExp(`\\b${name}\\b`))
  })
})

it('circular imports are refused, even of types', () => {
  expect(messages(two, 'no-cycle')).toHaveLength(1)
})
plant('src/auth/one.ts', "import type { Two } from './two.ts'\nexport type One = Two[]\n")
const two = plant(
  'src/auth/two.ts',
  "import type { One } from './one.ts'\nexport type Two = One[]\n",
)
