import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { resolveConfig } from 'vite'
import { afterEach, describe, expect, it, vi } from 'vitest'

const build = (base: unknown) =>
  resolveConfig({ base: base as string, logLevel: 'silent' }, 'build', 'production')

const start = (root: string, command: 'build' | 'serve') =>
  resolveConfig({ root, configFile: 'vite.config.ts', logLevel: 'silent' }, command)

describe('the base of a build', () => {
  it.each([
    [undefined, '/'],
    ['/', '/'],
    ['/app/', '/app/'],
    ['/app', '/app/'],
    ['app', '/app/'],
    ['/team/v1.0/my_app~2/', '/team/v1.0/my_app~2/'],
  ])('may be the path %j', async (base, expected) => {
    expect((await build(base)).base).toBe(expected)
  })

  it.each([
    './',
    '',
    true,
    './app/',
    '../',
    '/app/../',
    'https://cdn.contoso.example/app/',
    '//cdn.contoso.example/',
    '/weather app/',
    '/app?a/',
    '/app/#/',
    '/a//b/',
    'C:/Program Files/Git/app/',
  ])('cannot be %j, and the message has a fix', async (base) => {
    await expect(build(base)).rejects.toThrow(/^base cannot be .+ such as --base=\/app\/,/)
  })

  it('is explained when Git Bash has made a Windows path of it', async () => {
    await expect(build('C:/Program Files/Git/app/')).rejects.toThrow('MSYS_NO_PATHCONV=1')
    await expect(build('./')).rejects.not.toThrow('MSYS_NO_PATHCONV')
  })
})

describe('the folder of the project', () => {
  it.each(['/home/ada/C#/app', '/home/ada/what?/app', '/home/ada/"app"'])(
    'cannot be %j, where Vite does not work',
    async (root) => {
      const message = `Vite does not work in the folder ${root}`
      await expect(start(root, 'build')).rejects.toThrow(message)
      await expect(start(root, 'serve')).rejects.toThrow(message)
    },
  )

  it('may have spaces, non-ASCII letters and punctuation in its path', async () => {
    const root = "/home/ada/Größe & Maß (neu) 100% it's [1] {2} $3 !4 +5 日本/a%20b"
    expect((await start(root, 'build')).root).toBe(root)
  })
})

/** The output of Vite for a failed build. */
async function printedBy(building: Promise<unknown>): Promise<string> {
  return building.then(
    () => 'built',
    (error: unknown) => inspect(error),
  )
}

describe('a build is stopped', () => {
  afterEach(() => vi.unstubAllEnvs())

  it.each([
    ['{"a": 1,}', /config\.json is not JSON: an extra comma at line 1, column 8\.\n {2}Remove it/],
    ['{}', /config\.json: authority is missing\.\n {2}Set it to/],
    ['null', /config\.json contains null, not a JSON object\.\n {2}Write a JSON object/],
    ['\u00a0{}', /U\+00A0/],
  ])('by a config.json with %j, without a stack trace', async (text, words) => {
    const publicDir = await mkdtemp(join(tmpdir(), 'public-'))
    await writeFile(join(publicDir, 'config.json'), text)
    const printed = await printedBy(resolveConfig({ publicDir, logLevel: 'silent' }, 'build'))
    await rm(publicDir, { recursive: true })
    expect(printed).toMatch(words)
    expect(printed).not.toMatch(/\n\s+at /)
  })

  it('by a --base that npm took as its own option', async () => {
    vi.stubEnv('npm_config_base', '/app/')
    vi.stubEnv('npm_command', 'run-script')
    vi.stubEnv('npm_lifecycle_event', 'build')
    const printed = await printedBy(build(undefined))
    expect(printed).toMatch(
      /^✘ --base did not reach the command: npm took it as its own option\..+npm run build -- /s,
    )
    expect(printed).not.toMatch(/\n\s+at /)
  })

  it('by an invalid base, without a stack trace', async () => {
    expect(await printedBy(build('./'))).not.toMatch(/\n\s+at /)
  })
})
