import { expect, test } from 'vitest'
import { getTokens, MISTY, refresh, SUNNY } from '../../testing/protocol-client.ts'
import { withLocalStack } from '../../testing/test-stack.ts'

const local = withLocalStack()
const DAY = 24 * 60 * 60

test('a refresh token stays good after use, for 24 hours that nothing prolongs', async () => {
  const { tokens } = await getTokens(local.stack)
  local.stack.control.moveClock(DAY - 60)
  const renewed = await refresh(local.stack, tokens['refresh_token'])
  expect((await refresh(local.stack, tokens['refresh_token'])).status).toBe(200)
  local.stack.control.moveClock(120)
  for (const token of [tokens['refresh_token'], renewed.body['refresh_token']]) {
    const { body } = await refresh(local.stack, token)
    expect(body).toMatchObject({
      error: 'invalid_grant',
      error_codes: [700084],
      suberror: 'bad_token',
    })
    expect(body['error_description']).toMatch(
      /^AADSTS700084: The refresh token was issued to a single page app \(SPA\), and therefore has a fixed, limited lifetime of 1\.00:00:00, which cannot be extended\. It is now expired and a new sign in request must be sent by the SPA to the sign in page\. The token was issued on \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}\+00:00\.\r\n/,
    )
  }
})

test('refresh tokens can be brought to their end at once', async () => {
  const { tokens } = await getTokens(local.stack)
  local.stack.control.expireRefreshTokens()
  const { body } = await refresh(local.stack, tokens['refresh_token'])
  expect(body).toMatchObject({ error_codes: [700084] })
})

test('a revoked person is AADSTS50173 with bad_token, and others are not', async () => {
  const sunny = await getTokens(local.stack)
  const misty = await getTokens(local.stack, MISTY)
  local.stack.control.revoke(SUNNY)
  const { body } = await refresh(local.stack, sunny.tokens['refresh_token'])
  expect(body).toMatchObject({
    error: 'invalid_grant',
    error_codes: [50173],
    suberror: 'bad_token',
  })
  expect(body['error_description']).toMatch(
    /^AADSTS50173: The provided grant has expired due to it being revoked, a fresh auth token is needed\. The user might have changed or reset their password\. The grant was issued on '[^']+' and the TokensValidFrom date \(before which tokens are not valid\) for this user is '[^']+'\.\r\n/,
  )
  expect((await refresh(local.stack, misty.tokens['refresh_token'])).status).toBe(200)
})

test('a refresh token is good for any API that was consented to', async () => {
  const { tokens } = await getTokens(local.stack)
  const refused = await refresh(local.stack, tokens['refresh_token'], { scope: 'User.Read' })
  expect(refused.body).toMatchObject({ error_codes: [65001], suberror: 'consent_required' })
  await local.stack.control.sessionCookie([SUNNY])
  const granted = await refresh(local.stack, tokens['refresh_token'], { scope: 'User.Read' })
  expect(granted.body['scope']).toBe('https://graph.microsoft.com/User.Read')
})

test('a refresh token is bound to its app', async () => {
  const { tokens } = await getTokens(local.stack)
  const { body } = await refresh(local.stack, tokens['refresh_token'], {
    client_id: '10ca1000-57ac-4000-b000-000000000002',
  })
  expect(body).toMatchObject({ error_codes: [70000] })
})

test('the switches refreshIn and refreshTokenExpiresIn add their members', async () => {
  const plain = await getTokens(local.stack)
  expect(plain.tokens).not.toHaveProperty('refresh_in')
  expect(plain.tokens).not.toHaveProperty('refresh_token_expires_in')
  local.stack.control.setSwitch('refreshIn', true)
  local.stack.control.setSwitch('refreshTokenExpiresIn', true)
  const { tokens } = await getTokens(local.stack)
  expect(tokens['refresh_in']).toBeCloseTo(Number(tokens['expires_in']) / 2, -1)
  expect(tokens['refresh_token_expires_in']).toBe(DAY)
})
