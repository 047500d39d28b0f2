import { expect, test } from 'vitest'
import { getTokens, readWeather, SUNNY } from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'

const local = withLocalEntra()

test('a sign-in is recorded, with its requests and responses', async () => {
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

test('the challenge equals the redacted verifier', async () => {
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

test('the log contains no secret', async () => {
  const { tokens, code, sent } = await getTokens(local.stack)
  await readWeather(local.stack, tokens['access_token'])
  const text = JSON.stringify(local.stack.control.exchanges())
  const { access_token, refresh_token, id_token } = tokens
  for (const secret of [access_token, refresh_token, id_token, code, sent.verifier]) {
    expect(text).not.toContain(secret)
  }
  expect(text).not.toMatch(/local_idp_session_\d+=/)
})

test('a malformed escape in a secret does not stop the server', async () => {
  const url = `${local.stack.identity.origin}/common/elsewhere?code=%ZZ&code=%`
  expect((await fetch(url)).status).toBe(404)
  const [exchange] = local.stack.control.exchanges()
  expect(exchange?.url).toMatch(/^\/common\/elsewhere\?code=sha256:[\w-]+&code=sha256:[\w-]+$/)
})

test('a code in the referring page is redacted', async () => {
  await fetch(local.stack.identity.origin, {
    headers: { referer: 'http://app.example/?code=0.AS' },
  })
  const [exchange] = local.stack.control.exchanges()
  expect(exchange?.requestHeaders['referer']).toMatch(/\?code=sha256:/)
})

test('the log keeps no more of a form than a server reads', async () => {
  const body = new URLSearchParams(
    Array.from({ length: 200 }, (_, at) => [`n${at}`, 'x'.repeat(1024)]),
  )
  const url = `${local.stack.graph.url}/me/getMemberObjects`
  expect((await fetch(url, { method: 'POST', body })).status).toBe(401)
  // Graph has answered before it has the body.
  await fetch(local.stack.graph.url)
  const [exchange] = local.stack.control.exchanges({ method: 'POST' })
  expect(Object.keys(exchange?.form ?? {}).length).toBeLessThanOrEqual(56)
})
