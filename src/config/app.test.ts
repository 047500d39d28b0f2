import { describe, expect, it, vi } from 'vitest'
import { ownPath, storageName } from './app.ts'

describe('ownPath', () => {
  it.each([
    ['/', '/', '/'],
    ['/', '/config.json', '/config.json'],
    ['/app/', '/', '/app/'],
    ['/app/', '/forecast', '/app/forecast'],
    ['/team/app/', '/redirect.html', '/team/app/redirect.html'],
  ])('of an app at %s returns for %s the path %s', (basePath, path, expected) => {
    vi.stubEnv('BASE_URL', basePath)
    expect(ownPath(path)).toBe(expected)
  })
})

describe('storageName', () => {
  it('differs between copies of the app on one origin', () => {
    vi.stubEnv('VITE_STORAGE_PREFIX', 'weather')
    const names = ['/', '/app/', '/a.pp/', '/app/next/'].map((basePath) => {
      vi.stubEnv('BASE_URL', basePath)
      return storageName('session')
    })
    expect(names[0]).toBe('weather.session')
    expect(new Set(names).size).toBe(4)
  })
})
