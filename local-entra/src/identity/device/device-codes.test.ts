import { expect, test } from 'vitest'
import { createDeviceCodes } from './device-codes.ts'

const request = {
  clientId: 'app',
  authority: { segment: 'common', tenant: undefined },
  scope: 'openid',
  claims: undefined,
}
const MINUTES = 60

test('a device learns for another 15 minutes that its code has expired; then the code is dropped', () => {
  let now = 0
  const codes = createDeviceCodes(() => now)
  const { deviceCode } = codes.issue(request)
  now = 30 * MINUTES - 1
  codes.issue(request)
  expect(codes.find(deviceCode)?.expiresAt).toBe(15 * MINUTES)
  now += 1
  codes.issue(request)
  expect(codes.find(deviceCode)).toBeUndefined()
})

test('the store has room for a thousand codes', () => {
  const codes = createDeviceCodes(() => 0)
  const issued = Array.from({ length: 1_001 }, () => codes.issue(request).deviceCode)
  expect(issued.filter((deviceCode) => codes.find(deviceCode))).toEqual(issued.slice(1))
})
