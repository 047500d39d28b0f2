import { expect, test } from 'vitest'
import { getTokens, readWeather, SUNNY } from '../testing/protocol-client.ts'
import { withLocalStack } from '../testing/test-stack.ts'

const local = withLocalStack()

test('a sign-in is written down: what was asked, and what was answered', async () => {
  const { tokens } = await getTokens(local.stack)
  await readWeather(local.stack, tokens['access_token'])
  const exchanges = local.stack.control.exchanges()
  expect(exchanges.map(({ method, endpoint, status }) => [method, endpoint, status])).toEqual([
    ['GET', 'authorize', 303],
    ['GET', 'page', 200],
    ['POST', 'page', 303],
    ['GET', 'authorize', 303],
    ['GET', 'page', 200],
    ['POST', 'page', 303],
    ['GET', 'authorize', 303],
    ['POST', 'token', 200],
    ['GET', 'weather', 200],
    ['GET', 'keys', 200],
  ])
  expect(exchanges[2]?.form).toEqual({ account: SUNNY })
})

test('the challenge and the verifier can be compared, although the verifier is not shown', async () => {
  await getTokens(local.stack)
  const [authorize] = local.stack.control.exchanges({ endpoint: 'authorize' })
  const [token] = local.stack.control.exchanges({ endpoint: 'token' })
  const challenge = new URL(authorize?.url ?? '', 'http://localhost').searchParams.get(
    'code_challenge',
  )
  expect(token?.form['code_verifier']).toBe(`sha256:${challenge}`)
})

test('a code can be followed from the redirect to its redemption', async () => {
  await getTokens(local.stack)
  const redirect = local.stack.control.exchanges({ endpoint: 'authorize' }).at(-1)
  const [token] = local.stack.control.exchanges({ endpoint: 'token' })
  expect(redirect?.responseHeaders['location']).toContain(`code=${token?.form['code']}`)
})

test('no secret is anywhere in the log', async () => {
  const { tokens, code, sent } = await getTokens(local.stack)
  await readWeather(local.stack, tokens['access_token'])
  const text = JSON.stringify(local.stack.control.exchanges())
  const { access_token, refresh_token, id_token } = tokens
  for (const secret of [access_token, refresh_token, id_token, code, sent.verifier]) {
    expect(text).not.toContain(secret)
  }
  expect(text).not.toMatch(/local_idp_session_\d+=/)
})
