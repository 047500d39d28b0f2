import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floors-'))
  await cp('.oxlintrc.json', join(folder, '.oxlintrc.json'))
})

afterAll(() => rm(folder, { recursive: true }))

/** Plants a file in a copy of the tree's shape and returns what the linter says to it. */
async function lint(path: string, source: string): Promise<string> {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, source)
  const oxlint = join(process.cwd(), 'node_modules/.bin/oxlint')
  return new Promise((resolve) => {
    execFile(oxlint, [path], { cwd: folder }, (_error, stdout) => resolve(stdout))
  })
}

describe('the linter keeps the floors apart', () => {
  it.each([
    ['src/config/a.ts', '../http/get-json.ts'],
    ['src/http/a.ts', '../auth/session.ts'],
    ['src/auth/a.ts', '../http/get-json.ts'],
    ['src/forecast/a.ts', '../flow/flow-page.tsx'],
    ['src/flow/a.ts', '../forecast/forecast.ts'],
    ['src/app/a.ts', '../main.tsx'],
    ['src/forecast/a.ts', '../../e2e/support/fixtures.ts'],
    ['src/forecast/a.ts', '../../local-entra/local-stack.ts'],
    ['src/app/a.ts', '../../deploy/hosts/static-web-app.ts'],
    ['src/app/a.ts', 'node:fs'],
    ['deploy/a.ts', '../src/auth/session.ts'],
    ['deploy/a.ts', '../e2e/support/fixtures.ts'],
    ['e2e/a.ts', '../src/app/routes.tsx'],
  ])('%s may not import %s', async (path, target) => {
    expect(await lint(path, `export * from '${target}'\n`)).toContain('no-restricted-imports')
  })

  it.each([
    ['src/app/a.ts', '../forecast/forecast.ts'],
    ['src/forecast/a.ts', '../auth/session.ts'],
    ['src/auth/a.ts', '../config/config.ts'],
    ['deploy/a.ts', '../src/config/config.ts'],
  ])('%s may import %s', async (path, target) => {
    expect(await lint(path, `export * from '${target}'\n`)).not.toContain('no-restricted-imports')
  })

  it.each(['fetch', 'sessionStorage', 'localStorage', 'indexedDB'])(
    'a feature does not touch %s itself',
    async (name) => {
      const source = `export const planted = () => ${name}\n`
      expect(await lint('src/forecast/a.ts', source)).toContain('no-restricted-globals')
    },
  )

  it('files do not import each other in a circle, not even for a type', async () => {
    await lint('src/auth/one.ts', "import type { Two } from './two.ts'\nexport type One = Two[]\n")
    const source = "import type { One } from './one.ts'\nexport type Two = One[]\n"
    expect(await lint('src/auth/two.ts', source)).toContain('no-cycle')
  })
})
