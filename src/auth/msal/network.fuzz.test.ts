import { AuthError } from '@azure/msal-browser'
import * as fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import { createNetworkClient } from './network.ts'

const fuzz = inject('fuzz')
const client = createNetworkClient(() => {})

const good = {
  token_type: 'Bearer',
  scope: 'api://weather/access_as_user',
  expires_in: 3599,
  access_token: 'a.b.c',
  id_token: 'd.e.f',
}
const member = fc.constantFrom(...Object.keys(good), '__proto__', 'constructor', 'error')
const changed = fc
  .array(fc.tuple(member, fc.jsonValue()), { maxLength: 3 })
  .map((changes) => JSON.stringify({ ...good, ...Object.fromEntries(changes) }))
const answer = fc.oneof(
  changed,
  fc.tuple(changed, fc.nat({ max: 120 })).map(([text, length]) => text.slice(0, length)),
  fc.json(),
  fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
  fc.constantFrom('', 'null', '[]', '"{}"', '<html>', '{}{}', '\ufeff{}', '['.repeat(10_000)),
)

/** A data URL that responds like the token endpoint. */
function addressOf(text: string): string {
  return `data:application/json;base64,${Buffer.from(text).toString('base64')}`
}

/** @returns the body that MSAL gets, or undefined if it gets the expected error; throws any other error */
async function send(text: string): Promise<unknown> {
  try {
    return (await client.sendPostRequestAsync(addressOf(text), { body: 'x=y' })).body
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    expect(error.errorCode).toBe('failed_to_parse_response')
    return undefined
  }
}

function isObject(text: string): boolean {
  try {
    return Object.prototype.toString.call(JSON.parse(text)) === '[object Object]'
  } catch {
    return false
  }
}

describe('a token response with any content', { timeout: 120_000 }, () => {
  it('reaches MSAL if it is a JSON object, and is a known error otherwise', async () => {
    let taken = 0
    const property = fc.asyncProperty(answer, async (text) => {
      const body = await send(text)
      // Decoding UTF-8 removes the byte order mark (Encoding §6).
      expect(body !== undefined).toBe(isObject(text.replace(/^\ufeff/, '')))
      expect(Object.keys(Object.prototype)).toEqual([])
      if (body !== undefined) taken += 1
    })
    await fc.assert(property, fuzz)
    expect(taken, 'good answers were among the cases').toBeGreaterThan(0)
  })
})
