import { describe, expect, it } from 'vitest'
import { ApiError } from '../api/api-error.ts'
import { AuthenticationError } from '../auth/errors.ts'
import { HttpStatusError, NetworkError, TimeoutError } from '../http/http-errors.ts'
import { explain } from './explain.ts'
import type { ErrorContext } from './fill-in.ts'
import { addressSpaceOf, findObstacle } from './obstacle.ts'

const context: ErrorContext = {
  origin: 'https://app.example',
  config: {
    authority: 'https://login.corp/contoso',
    clientId: '11111111-2222-3333-4444-555555555555',
  },
  apis: [],
  home: { title: 'start page', path: '/start' },
}

/** The Permissions API of a browser that knows these permissions. */
function browser(states: Record<string, PermissionState>) {
  return {
    query: ({ name }: { name: string }) => {
      const state = states[name]
      return state
        ? Promise.resolve({ state } as PermissionStatus)
        : Promise.reject(new TypeError())
    },
  }
}

const chrome = (state: PermissionState) =>
  browser({ 'loopback-network': state, 'local-network': state, 'local-network-access': state })

function unreachable(url: string): ApiError {
  const api = { title: 'order service', key: 'apis.orders', url, scopes: ['api://orders/read'] }
  return new ApiError(api, new NetworkError(url, undefined))
}

async function tell(error: unknown, permissions = chrome('prompt'), from = context) {
  const obstacle = await findObstacle(error, from, permissions)
  return explain(error, { context: from, isSignedIn: true, obstacle })
}

describe('addressSpaceOf', () => {
  it.each([
    'https://localhost:7236',
    'https://weather.localhost',
    'https://127.0.0.1',
    'https://127.1.2.3',
    'https://2130706433',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
  ])('returns loopback for %s', (url) => {
    expect(addressSpaceOf(new URL(url).hostname)).toBe('loopback')
  })

  it.each([
    'https://intranet',
    'https://printer.local',
    'https://printer.local.',
    'https://api.corp.internal',
    'https://10.0.0.1',
    'https://172.16.0.1',
    'https://172.31.255.255',
    'https://192.168.1.1',
    'https://169.254.1.1',
    'https://100.64.0.1',
    'https://[fc00::1]',
    'https://[fd12:3456::1]',
    'https://[fe80::1]',
    'https://[::ffff:10.0.0.1]',
  ])('returns local for %s', (url) => {
    expect(addressSpaceOf(new URL(url).hostname)).toBe('local')
  })

  it.each([
    'https://api.example',
    'https://10.example',
    'https://127.example.com',
    'https://local.example',
    'https://172.32.0.1',
    'https://172.15.0.1',
    'https://192.169.0.1',
    'https://100.128.0.1',
    'https://8.8.8.8',
    'https://[2606:4700::1111]',
    'https://[::ffff:8.8.8.8]',
  ])('returns nothing for the public address %s', (url) => {
    expect(addressSpaceOf(new URL(url).hostname)).toBeUndefined()
  })
})

describe('an unreachable server', () => {
  it.each([
    ['https://localhost:7236/orders', 'loopback-network', 'this device'],
    ['https://192.168.1.5/orders', 'local-network', 'your local network'],
    ['https://orders.local/orders', 'local-network', 'your local network'],
    ['https://orders/orders', 'local-network', 'your local network'],
  ])('at %s may require a permission of the browser', async (url, permission, where) => {
    const { text, who, fix, developer, details } = await tell(unreachable(url))
    expect(text).toContain(`your browser does not let this site reach ${where}`)
    expect(who).toBe('you')
    expect(fix).toContain(`If your browser asks whether this site may reach ${where}, allow it`)
    expect(developer).toContain(`the permission \`${permission}\``)
    expect(developer).toContain('its state is `prompt`')
    expect(developer).toContain('CORS')
    expect(details).toContainEqual({ name: `Permission ${permission}`, value: 'prompt' })
  })

  it('leads to the settings of the browser if the permission was denied', async () => {
    const { fix, details } = await tell(unreachable('https://localhost/orders'), chrome('denied'))
    expect(fix).toContain('the settings of your browser for this site')
    expect(details).toContainEqual({ name: 'Permission loopback-network', value: 'denied' })
  })

  it('may require the single permission of Chrome 142 to 144', async () => {
    const chrome142 = browser({ 'local-network-access': 'prompt' })
    const { details } = await tell(unreachable('https://localhost/orders'), chrome142)
    expect(details).toContainEqual({ name: 'Permission local-network-access', value: 'prompt' })
  })

  it('with any other name may have a private address, which only the developer is told', async () => {
    const { text, who, developer } = await tell(unreachable('https://orders.example/orders'))
    expect(text).toContain('It may be down, or your device may have lost its connection')
    expect(who).toBe('nobody')
    expect(developer).toContain('if that is an address of a private network')
  })

  it('on the same network as the app needs no permission, but the developer is told', async () => {
    const local = { ...context, origin: 'http://localhost:5173' }
    const error = unreachable('http://localhost:7236/orders')
    const { who, developer } = await tell(error, chrome('prompt'), local)
    expect(who).toBe('nobody')
    expect(developer).toContain('`loopback-network`')
  })

  it('that times out may be waiting for the permission', async () => {
    const url = 'https://localhost:7236/orders'
    const { details } = await tell(new TimeoutError(url, 10_000))
    expect(details).toContainEqual({ name: 'Permission loopback-network', value: 'prompt' })
  })

  it.each(['post_request_failed', 'identity_provider_timeout', 'timed_out'])(
    'may be the identity provider, after %s',
    async (code) => {
      const { details } = await tell(new AuthenticationError(code, ''))
      expect(details).toContainEqual({ name: 'Permission local-network', value: 'prompt' })
    },
  )

  it.each([
    ['the permission is granted', unreachable('https://localhost/orders'), chrome('granted')],
    [
      'the browser does not know the permission',
      unreachable('https://localhost/orders'),
      browser({}),
    ],
    ['it is the app’s own host', unreachable('/orders'), chrome('prompt')],
    ['its URL is invalid', unreachable('https://'), chrome('prompt')],
  ])('is not explained by a permission: %s', async (_, error, permissions) => {
    expect(await findObstacle(error, context, permissions)).toBeUndefined()
  })

  it('is not explained by a permission in a browser without the Permissions API', async () => {
    const error = unreachable('https://localhost/orders')
    expect(await findObstacle(error, context, {} as Permissions)).toBeUndefined()
  })

  it.each([
    new HttpStatusError('https://localhost/orders', 503, new Headers()),
    new NetworkError('https://localhost/orders', undefined, true),
    new AuthenticationError('no_network_connectivity', ''),
    new AuthenticationError('invalid_grant', ''),
    new Error('bug'),
    undefined,
  ])('is not the explanation for %s', async (error) => {
    expect(await findObstacle(error, context, chrome('prompt'))).toBeUndefined()
  })
})
