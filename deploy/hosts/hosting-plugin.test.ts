import { resolveConfig } from 'vite'
import { describe, expect, it } from 'vitest'

const build = (base: unknown) =>
  resolveConfig({ base: base as string, logLevel: 'silent' }, 'build', 'production')

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
})
