import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { createService, type Service } from '../service.ts'
import { audience, type AuthorityDouble, startAuthorityDouble } from './authority-double.ts'

export const APP_ORIGIN = 'https://weather.contoso.example'

/** The weather API on a free port of this process, with its own authority. */
export interface TestService {
  authority: AuthorityDouble
  url: string
  /** Requests the forecast as a page of the app does. */
  ask: (accessToken?: string) => Promise<Response>
  status: (accessToken?: string) => Promise<number>
  /** Removes a day from the forecast, as a page of the app does. */
  remove: (date: string, accessToken?: string) => Promise<Response>
  /** Messages of the log. */
  logged: string[]
  close: () => Promise<void>
}

export async function startTestService(): Promise<TestService> {
  const authority = await startAuthorityDouble()
  const logged: string[] = []
  const { service, url } = await startReady(authority, logged)
  const ask = (accessToken?: string) => fetch(url, { headers: headersWith(accessToken) })
  return {
    authority,
    url,
    ask,
    status: async (accessToken) => (await ask(accessToken)).status,
    remove: (date, accessToken) =>
      fetch(`${url}/${date}`, { method: 'DELETE', headers: headersWith(accessToken) }),
    logged,
    close: async () => {
      await service.stop()
      authority.close()
    },
  }
}

function headersWith(accessToken: string | undefined): Record<string, string> {
  return {
    origin: APP_ORIGIN,
    ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
  }
}

async function startReady(
  { authority }: AuthorityDouble,
  logged: string[],
): Promise<{ service: Service; url: string }> {
  const host = '127.0.0.1'
  const settings = { authority, audience, host, port: 0, scope: 'access_as_user' }
  const service = await new Promise<Service>((resolve) => {
    const log = (_: string, message: string) => {
      logged.push(message)
      if (message === 'ready') resolve(started)
    }
    const started = createService({ ...settings, issuer: undefined, origins: [APP_ORIGIN] }, log)
  })
  await new Promise<void>((resolve) => service.server.listen(0, host, resolve))
  const { port } = service.server.address() as AddressInfo
  return { service, url: `http://${host}:${port}/WeatherForecast` }
}

/** One service for all tests of a file. */
export function withTestService(): TestService {
  const holder = {} as TestService
  beforeAll(async () => {
    Object.assign(holder, await startTestService())
  })
  afterAll(() => holder.close())
  return holder
}

/** A new service for each test. Only `Date` is faked, no timer. */
export function withFreshService(): TestService & { passTime: (seconds: number) => void } {
  const holder = {} as TestService
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    Object.assign(holder, await startTestService())
  })
  afterEach(async () => {
    vi.useRealTimers()
    await holder.close()
  })
  return Object.assign(holder, { passTime })
}

function passTime(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000)
}
