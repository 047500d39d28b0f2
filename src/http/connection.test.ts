import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { checkConnection, isOffline, noteAnswer, onConnectionChange } from './connection.ts'

const askHost = vi.fn<() => Promise<Response>>()

/** What the browser says, and whether the app's own host answers. */
function be(onLine: boolean | undefined, host: 'up' | 'silent'): void {
  vi.stubGlobal('navigator', onLine === undefined ? {} : { onLine })
  askHost.mockImplementation(() =>
    host === 'up' ? Promise.resolve(new Response(null, { status: 503 })) : Promise.reject(),
  )
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  vi.stubGlobal('fetch', askHost)
  askHost.mockReset()
})
afterEach(() => {
  noteAnswer()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a device', () => {
  it('is offline when the browser says so and not even the own host answers', async () => {
    be(false, 'silent')
    expect(await checkConnection()).toBe(true)
    expect(isOffline()).toBe(true)
  })

  it('is not offline when the host answers, whatever the browser says and the host answers', async () => {
    be(false, 'up')
    expect(await checkConnection()).toBe(false)
    expect(isOffline()).toBe(false)
  })

  it.each([true, undefined])('is asked no further while the browser says %s', async (onLine) => {
    be(onLine, 'silent')
    expect(await checkConnection()).toBe(false)
    expect(askHost).not.toHaveBeenCalled()
  })

  it('is back with the first answer of any server', async () => {
    be(false, 'silent')
    await checkConnection()
    const changes: boolean[] = []
    const stop = onConnectionChange(() => changes.push(isOffline()))
    noteAnswer()
    noteAnswer()
    stop()
    expect(changes).toEqual([false])
  })

  it('is found to be back though no event says so', async () => {
    be(false, 'silent')
    await checkConnection()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(isOffline()).toBe(true)
    be(false, 'up')
    await vi.advanceTimersByTimeAsync(30_000)
    expect(isOffline()).toBe(false)
    const asked = askHost.mock.calls.length
    await vi.advanceTimersByTimeAsync(300_000)
    expect(askHost).toHaveBeenCalledTimes(asked)
  })

  it('is asked no more often when more want to know', async () => {
    be(false, 'silent')
    await Promise.all([checkConnection(), checkConnection(), checkConnection()])
    askHost.mockClear()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(askHost.mock.calls.length).toBeLessThanOrEqual(3)
  })
})
