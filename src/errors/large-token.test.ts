import { describe, expect, it } from 'vitest'
import { ApiError } from '../api/api-error.ts'
import {
  HttpStatusError,
  NetworkError,
  TimeoutError,
  UnreadableResponseError,
} from '../http/http-errors.ts'
import { whoLabels } from './catalogue/entry.ts'
import { explain } from './explain.ts'
import { isPassing, planRetry } from './passing.ts'

const orders = {
  title: 'order service',
  key: 'apis.orders',
  url: 'https://orders.example/orders',
  scopes: ['api://orders/read'],
}
const circumstances = {
  context: {
    origin: 'https://app.example',
    config: {
      authority: 'https://login.microsoftonline.com/contoso.example',
      clientId: '11111111-2222-3333-4444-555555555555',
    },
    apis: [orders],
    home: { title: 'start page', path: '/start' },
  },
  isSignedIn: true,
}

const answered = (status: number) => new HttpStatusError(orders.url, status, new Headers())
const withToken = (cause: ConstructorParameters<typeof ApiError>[1], size: number) =>
  new ApiError(orders, cause, { tokenSize: size })
const explained = (error: unknown) => explain(error, circumstances)
const sizeIn = (error: unknown) =>
  explained(error).details.find(({ name }) => name === 'Access token')?.value

describe('a request with an access token of 12 kB', () => {
  it.each([400, 413, 431, 494])('is explained by the size of the token after a %i', (status) => {
    const error = withToken(answered(status), 12_345)
    const { title, who, developer } = explained(error)
    expect(title).toBe('Your sign-in is too large for the order service')
    expect(sizeIn(error)).toBe('12345 bytes')
    expect(who).toBe('administrator')
    expect(developer).toContain('large_client_header_buffers 4 32k')
  })

  it('mentions the size of the token without a response: a server may close an HTTP/2 connection', () => {
    const error = withToken(new NetworkError(orders.url, undefined), 12_345)
    expect(sizeIn(error)).toBe('12345 bytes')
    expect(explained(error).developer).toContain('The access token is large')
    const offline = withToken(new NetworkError(orders.url, undefined, true), 12_345)
    expect(explained(offline).developer).not.toContain('The access token')
  })

  it.each([
    answered(401),
    answered(403),
    answered(404),
    answered(429),
    answered(500),
    answered(503),
    new TimeoutError(orders.url, 1),
    new UnreadableResponseError(orders.url, 'shape', ''),
  ])('is not explained by the size of the token: %s', (cause) => {
    const error = withToken(cause, 12_345)
    expect(sizeIn(error)).toBeUndefined()
    expect(JSON.stringify(explained(error))).not.toContain('large')
  })
})

describe('a request with an access token of 2 kB', () => {
  it.each([400, 413])('is not explained by the size of the token after a %i', (status) => {
    const error = withToken(answered(status), 2000)
    expect(explained(error).title).toBe('The order service did not accept the request')
    expect(sizeIn(error)).toBeUndefined()
  })

  it.each([431, 494])('mentions the size of the token after a %i', (status) => {
    const error = withToken(answered(status), 2000)
    expect(explained(error).title).toContain('too large')
    expect(sizeIn(error)).toBe('2000 bytes')
  })
})

describe('a status that is about the request', () => {
  const statuses = [400, 402, 405, 406, 409, 411, 412, 413, 414, 415, 417, 418, 421, 422, 431, 494]
  const cases = statuses.flatMap((status) => [2000, 12_345].map((size) => ({ status, size })))

  it.each(cases)(
    'is not explained as passing by itself: $status, $size bytes',
    ({ status, size }) => {
      const error = withToken(answered(status), size)
      const { who, title } = explained(error)
      expect(whoLabels[who]).not.toBe(whoLabels.nobody)
      expect(title).not.toContain('has a problem')
      expect(isPassing(error)).toBe(false)
      expect(planRetry(error)).toEqual({ whenOnline: false })
    },
  )
})
