import { expect, test } from 'vitest'
import { getTokens, refresh } from '../../testing/protocol-client.ts'
import { withLocalEntra } from '../../testing/with-local-entra.ts'

const local = withLocalEntra()
const DAY = 24 * 60 * 60

test('the control expires all refresh tokens', async () => {
  const { tokens } = await getTokens(local.stack)
  local.stack.control.expireRefreshTokens()
  const { body } = await refresh(local.stack, tokens['refresh_token'])
  expect(body).toMatchObject({ error_codes: [700084] })
})

test('the switches refreshIn and refreshTokenExpiresIn add their fields', async () => {
  const plain = await getTokens(local.stack)
  expect(plain.tokens).not.toHaveProperty('refresh_in')
  expect(plain.tokens).not.toHaveProperty('refresh_token_expires_in')
  local.stack.control.setSwitch('refreshIn', true)
  local.stack.control.setSwitch('refreshTokenExpiresIn', true)
  const { tokens } = await getTokens(local.stack)
  expect(tokens['refresh_in']).toBeCloseTo(Number(tokens['expires_in']) / 2, -1)
  expect(Math.abs(Number(tokens['refresh_token_expires_in']) - DAY)).toBeLessThan(3)
})
