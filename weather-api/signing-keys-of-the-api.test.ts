import { expect, test } from 'vitest'
import { startLocalStack } from '../local-entra/local-stack.ts'
import { APP_ORIGIN, getTokens, readWeather } from '../local-entra/testing/protocol-client.ts'
import { withLocalStack } from '../local-entra/testing/test-stack.ts'

const local = withLocalStack()

const keyRequests = () => local.stack.control.exchanges({ endpoint: 'keys' }).length
const status = async (accessToken: unknown) => (await readWeather(local.stack, accessToken)).status

test('a flood of unknown key ids makes the API ask for keys once in 30 seconds at most', async () => {
  const { tokens } = await getTokens(local.stack)
  expect(await status(tokens['access_token'])).toBe(200)
  local.stack.control.clearExchanges()
  const [, payload = '', signature = ''] = String(tokens['access_token']).split('.')
  const flood = async () => {
    const statuses = Array.from({ length: 50 }, (_, number) => {
      const header = JSON.stringify({ typ: 'JWT', alg: 'RS256', kid: `unknown-${number}` })
      return status(`${Buffer.from(header).toString('base64url')}.${payload}.${signature}`)
    })
    expect(new Set(await Promise.all(statuses))).toEqual(new Set([401]))
  }
  await flood()
  expect(keyRequests()).toBe(0)
  local.stack.control.moveClock(31)
  await flood()
  expect(keyRequests()).toBe(1)
  const answer = await readWeather(local.stack, 'eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.e30.AA')
  expect(answer.headers.get('www-authenticate')).toContain('The signature key was not found')
})

test('a key that nobody announced is found after the 30 seconds, and the old one is no good', async () => {
  const before = await getTokens(local.stack)
  expect(await status(before.tokens['access_token'])).toBe(200)
  local.stack.control.replaceKeys()
  const after = await getTokens(local.stack)
  expect(await status(after.tokens['access_token'])).toBe(401)
  local.stack.control.moveClock(31)
  expect(await status(after.tokens['access_token'])).toBe(200)
  expect(await status(before.tokens['access_token'])).toBe(401)
})

test('while the keys cannot be had the API serves from those it knows, else it is unavailable', async () => {
  const fresh = await startLocalStack({ appOrigins: [APP_ORIGIN] })
  const { tokens } = await getTokens(fresh)
  fresh.control.fault({ endpoint: 'keys', status: 500 })
  const unavailable = await readWeather(fresh, tokens['access_token'])
  expect([unavailable.status, unavailable.headers.get('retry-after')]).toEqual([503, '30'])
  await fresh.control.reset()
  fresh.control.moveClock(31)
  expect((await readWeather(fresh, tokens['access_token'])).status).toBe(200)
  await fresh.control.pause('identity')
  expect((await readWeather(fresh, tokens['access_token'])).status).toBe(200)
  await fresh.close()
})
