import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { checkConnection, isOffline, noteResponse, onConnectionChange } from './connection.ts'

const askHost = vi.fn<() => Promise<Response>>()

/** Sets `navigator.onLine`, and whether the app's own host responds. */
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
  noteResponse()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a device', () => {
  it('is offline when onLine is false and the app’s own host does not respond', async () => {
    be(false, 'silent')
    expect(await checkConnection()).toBe(true)
    expect(isOffline()).toBe(true)
  })

  it('is not offline when the host responds, even with an error and while onLine is false', async () => {
    be(false, 'up')
    expect(await checkConnection()).toBe(false)
    expect(isOffline()).toBe(false)
  })

  it.each([true, undefined])('is not checked with a request while onLine is %s', async (onLine) => {
    be(onLine, 'silent')
    expect(await checkConnection()).toBe(false)
    expect(askHost).not.toHaveBeenCalled()
  })

  it('is online again with the first response of any server', async () => {
    be(false, 'silent')
    await checkConnection()
    const changes: boolean[] = []
    const stop = onConnectionChange(() => changes.push(isOffline()))
    noteResponse()
    noteResponse()
    stop()
    expect(changes).toEqual([false])
  })

  it('is found to be online again without an event', async () => {
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

  it('is checked by one timer after several concurrent checks', async () => {
    be(false, 'silent')
    await Promise.all([checkConnection(), checkConnection(), checkConnection()])
    askHost.mockClear()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(askHost.mock.calls.length).toBeLessThanOrEqual(3)
  })
})
