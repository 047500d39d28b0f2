import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPause } from './pause.ts'

function refuse(): never {
  throw new DOMException('Blocked.', 'SecurityError')
}

/** The local storage that the pages of a browser share. */
function createBrowser(isBlocked = false) {
  const items = new Map<string, string>()
  const localStorage = isBlocked
    ? { getItem: refuse, setItem: refuse }
    : {
        getItem: (name: string) => items.get(name) ?? null,
        setItem: (name: string, value: string) => void items.set(name, value),
      }
  return { localStorage: localStorage as unknown as Storage, items }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)

describe('a pause that the identity provider has asked for', () => {
  it('applies to every page of the browser until it is over', () => {
    const browser = createBrowser()
    const [one, other] = [createPause(browser), createPause(browser)]
    expect(one.getLeft()).toBe(0)
    one.begin(120)
    pass(100)
    expect(other.getLeft()).toBe(20)
    expect(createPause(browser).getLeft()).toBe(20)
    pass(20)
    expect([one, other].map(({ getLeft }) => getLeft())).toEqual([0, 0])
  })

  it('applies to this page only if the browser blocks storage', () => {
    const pause = createPause(createBrowser(true))
    pause.begin(60)
    expect(pause.getLeft()).toBe(60)
  })

  it.each([7200, 315_360_000, Infinity])('of %s seconds ends after one hour', (asked) => {
    const pause = createPause(createBrowser())
    pause.begin(asked)
    expect(pause.getLeft()).toBe(3600)
    pass(3600)
    expect(pause.getLeft()).toBe(0)
  })

  it('locks no user out when the clock is set back', () => {
    const pause = createPause(createBrowser())
    pause.begin(120)
    pass(-7200)
    expect(pause.getLeft()).toBe(0)
  })

  it.each(['', 'soon', '[]', '-1', 'Infinity'])('is ignored if %j is stored', (value) => {
    const browser = createBrowser()
    createPause(browser).begin(60)
    for (const name of browser.items.keys()) browser.items.set(name, value)
    expect(createPause(browser).getLeft()).toBe(0)
  })
})
