import { createRemoteJWKSet, decodeJwt, errors, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { getTokens, redeemCode, signIn } from '../testing/protocol-client.ts'
import { withLocalEntra } from '../testing/with-local-entra.ts'
import { type ResponseChange, type ResponseFaultName, RESPONSE_FAULTS } from './response-faults.ts'

const local = withLocalEntra()
const responseFaults = Object.entries(RESPONSE_FAULTS) as [ResponseFaultName, ResponseChange][]
const memberOf = (of: 'id token' | 'access token') =>
  of === 'id token' ? ('id_token' as const) : ('access_token' as const)

const wrongClaims = responseFaults.flatMap(([name, change]) =>
  'claims' in change ? [[name, memberOf(change.of), change.claims] as const] : [],
)
const wrongSignatures = responseFaults.flatMap(([name, change]) =>
  'signature' in change ? [[name, memberOf(change.of)] as const] : [],
)

async function wrongThenRight(tamper: ResponseFaultName, member: 'id_token' | 'access_token') {
  local.stack.control.fault({ tamper, times: 1 })
  const wrong = String((await getTokens(local.stack)).tokens[member])
  const right = String((await getTokens(local.stack)).tokens[member])
  const keys = createRemoteJWKSet(new URL(local.stack.appConfig.authorityMetadata.jwks_uri))
  await jwtVerify(right, keys)
  return { wrong, right, keys }
}

test.each(wrongClaims)('%s: one token has only this fault, the next has none', async (...row) => {
  const [name, member, claims] = row
  const { wrong, right, keys } = await wrongThenRight(name, member)
  expect(decodeJwt(wrong)).toMatchObject(claims)
  expect(decodeJwt(right)).not.toMatchObject(claims)
  const { exp = 0 } = decodeJwt(wrong)
  const tolerance = { currentDate: new Date((exp - 1) * 1000), clockTolerance: 10 ** 12 }
  await jwtVerify(wrong, keys, tolerance)
})

test.each(wrongSignatures)(
  '%s: the signature of one token is invalid, that of the next is valid',
  async (name, member) => {
    const { wrong, keys } = await wrongThenRight(name, member)
    await expect(jwtVerify(wrong, keys)).rejects.toThrow(errors.JWSSignatureVerificationFailed)
  },
)

test('no client_info: it is missing in both responses', async () => {
  local.stack.control.fault({ tamper: 'no client_info', times: 2 })
  const signedIn = await signIn(local.stack)
  expect(signedIn.answer.has('client_info')).toBe(false)
  expect((await redeemCode(local.stack, signedIn)).body).not.toHaveProperty('client_info')
})

test.each(['broken client_info', 'client_info of another account'] as const)(
  '%s',
  async (tamper) => {
    const right = await signIn(local.stack)
    local.stack.control.fault({ tamper, times: 2 })
    const wrong = await signIn(local.stack)
    const value = wrong.answer.get('client_info')
    expect(value).not.toBe(right.answer.get('client_info'))
    expect((await redeemCode(local.stack, wrong)).body['client_info']).toBe(value)
  },
)

test.each([
  ['repeated code', 'code'],
  ['foreign iss', 'iss'],
] as const)('%s is added to the authorization response', async (tamper, parameter) => {
  local.stack.control.fault({ tamper, times: 1 })
  const wrong = await signIn(local.stack)
  const right = await signIn(local.stack)
  expect(wrong.answer.getAll(parameter)).toHaveLength(right.answer.getAll(parameter).length + 1)
})
