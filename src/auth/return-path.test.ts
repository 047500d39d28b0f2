import { describe, expect, it } from 'vitest'
import { parseReturnPath } from './return-path.ts'

const origin = 'https://weather.example'

describe('parseReturnPath', () => {
  it.each([
    '/',
    '/forecast',
    '/forecast?days=5&unit=%C2%B0F#table',
    '/a/%2e%2e%2fb',
    '/?q=https://x',
    '/flow?path=C:\\temp#\\\\server\\share',
    '/flow?a=%zz&b=%00|c;d@e#%zz',
    `/?filter=${'a'.repeat(3_000)}`,
  ])('accepts %s', (path) => {
    expect(parseReturnPath(path, origin)).toBe(path)
  })

  it.each([
    ['/flow?stadt=Zürich#größe', '/flow?stadt=Z%C3%BCrich#gr%C3%B6%C3%9Fe'],
    ['/a\\b/../c d?e f', '/a/c%20d?e%20f'],
    ['/fl\now?a=b\tc', '/flow?a=bc'],
    ['/\u0000?\u0085', '/%00?%C2%85'],
  ])('normalizes %j as a browser does', (value, path) => {
    expect(parseReturnPath(value, origin)).toBe(path)
  })

  it('accepts a path as long as Chrome accepts a URL, and none that is longer', () => {
    const longest = `/#${'a'.repeat(2 * 1024 * 1024 - 2)}`
    expect(parseReturnPath(longest, origin)).toBe(longest)
    expect(parseReturnPath(`${longest}a`, origin)).toBeUndefined()
  })

  it.each([
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/a/..\\/evil.example',
    '/\t\n\\evil.example',
    '//user@evil.example',
    'https://evil.example',
    'https://weather.example@evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'forecast',
    '',
    ' /forecast',
    undefined,
    null,
    7,
    {},
    ['/forecast'],
  ])('rejects %j', (value) => {
    expect(parseReturnPath(value, origin)).toBeUndefined()
  })

  const below = `${origin}/app/`

  it.each(['/app/', '/app/forecast?days=5#table', '/app/?q=/'])(
    'accepts %s for an app below a path',
    (path) => {
      expect(parseReturnPath(path, below)).toBe(path)
    },
  )

  it.each([
    '/',
    '/forecast',
    '/app',
    '/app?days=5',
    '/application/',
    '/APP/forecast',
    '/app/../forecast',
    '/app/%2e%2e/forecast',
    '/other/?/app/',
    '//evil.example/app/',
  ])('rejects %j for an app below a path', (value) => {
    expect(parseReturnPath(value, below)).toBeUndefined()
  })

  it.each(['%2f%2fevil.example', '/%2f%2fevil.example', '/@evil.example'])(
    'stays on its own origin with the encoded path %s',
    (value) => {
      const path = parseReturnPath(value, origin)
      expect(new URL(path ?? '/', origin).origin).toBe(origin)
    },
  )
})
