import { describe, expect, it } from 'vitest'
import { toField, toFields } from './redact.ts'

const canary = 'canary-0123456789'

describe('toFields', () => {
  it.each([
    'code',
    'code_verifier',
    'access_token',
    'refresh_token',
    'id_token',
    'client_info',
    'state',
    'nonce',
    'login_hint',
    'logout_hint',
    'id_token_hint',
    'session_state',
    'X-AnchorMailbox',
    'a_parameter_of_next_year',
  ])('reduces %s to its length and a fingerprint', (name) => {
    const [field] = toFields([[name, canary]])
    expect(field?.value).toEqual({
      length: 17,
      fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/),
    })
    expect(JSON.stringify(field)).not.toContain('canary')
  })

  it('returns equal fingerprints for equal values, and different ones for different values', () => {
    const [sent, returned, other] = toFields([
      ['state', canary],
      ['state', canary],
      ['state', `${canary}.`],
    ])
    expect(sent).toEqual(returned)
    expect(sent).not.toEqual(other)
  })

  it('does not redact a value that is not secret', () => {
    const challenge = { name: 'code_challenge', value: 'E9Melhoa2Ow' }
    expect(toFields([['code_challenge', challenge.value]])).toEqual([challenge])
    expect(toField('client_info', '1').value).toBe('1')
  })

  it('removes user names from error descriptions', () => {
    const { value } = toField('error_description', "The user 'ada@contoso.example' is unknown.")
    expect(value).toBe("The user '…' is unknown.")
  })
})
