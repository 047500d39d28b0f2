import { resolveConfig } from 'vite'
import { describe, expect, it } from 'vitest'

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
  ])('cannot be %j, and the message names the way out', async (base) => {
    await expect(build(base)).rejects.toThrow(/^base cannot be .+ such as --base=\/app\/,/)
  })

  it('names Git Bash where it has made a path of Windows of the base', async () => {
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

  it('may have spaces, other letters and other signs in its path', async () => {
    const root = "/home/ada/Größe & Maß (neu) 100% it's [1] {2} $3 !4 +5 日本/a%20b"
    expect((await start(root, 'build')).root).toBe(root)
  })
})
