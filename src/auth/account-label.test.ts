import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { initialsOf, labelOf, type NamedAccount } from './account-label.ts'

const sunny = {
  homeAccountId: 'sunny.home',
  localAccountId: '00000000-0000-0000-66f3-3332eca7ea81',
  tenantId: '10ca1000-57ac-4000-a000-00000000000a',
  username: 'sunny.day@weather.example',
  name: 'Sunny Day',
  loginHint: 'O.opaque',
}
const without = { ...sunny, username: '' }

describe('labelOf', () => {
  it.each<[string, NamedAccount]>([
    ['sunny.day@weather.example', sunny],
    ['Sunny Day', without],
    ['sunny@phone.example', { ...without, name: '', loginHint: 'sunny@phone.example' }],
    ['Account …eca7ea81', { ...without, name: undefined }],
    ['Account …eca7ea81', { ...without, name: ' \u200b\u200f', loginHint: undefined }],
    // MSAL copies claims of any type.
    ['Account …eca7ea81', { ...sunny, username: 7, name: ['x'], loginHint: 7 } as never],
  ])('returns %j: the first visible one of user name, name, address and id', (label, account) => {
    expect(labelOf(account)).toBe(label)
  })

  it('adds the tenant for a user with accounts in two tenants', () => {
    const guest = { ...sunny, homeAccountId: 'guest', tenantId: `${sunny.tenantId.slice(0, -1)}b` }
    const all = [sunny, guest]
    expect(all.map((account) => labelOf(account, all))).toEqual([
      'sunny.day@weather.example (tenant …0000000a)',
      'sunny.day@weather.example (tenant …0000000b)',
    ])
  })

  it('adds the id for users of the same name and tenant', () => {
    const other = { ...without, homeAccountId: 'other', localAccountId: '66f3-3332eca7ea82' }
    const all = [without, other]
    expect(all.map((account) => labelOf(account, all))).toEqual([
      'Sunny Day (…eca7ea81)',
      'Sunny Day (…eca7ea82)',
    ])
  })
})

describe('initialsOf', () => {
  it.each([
    ['Sunny Day', 'SD'],
    ['sunny.day@weather.example', 'SD'],
    ['Sunny Grace von der Day', 'SD'],
    ['X (Guest)', 'X'],
    ['(Guest)', 'G'],
    ['[EXT] Anna Müller', 'AM'],
    ['X (Guest', 'XG'],
    ['Müller, Anna (EXT)', 'MA'],
    ['Jean-Luc O’Brien', 'JO'],
    ['e\u0301lan vital', 'E\u0301V'],
    ['山田 太郎', '山太'],
    ['אבי כהן', 'אכ'],
    ['+49 170 1234', '41'],
    ['🦄 Unicorn', 'U'],
    ['🦄', '🦄'],
    ['…', '…'],
    ['', ''],
  ])('of %j returns %j', (name, initials) => {
    expect(initialsOf(name)).toBe(initials)
  })

  it('returns at most two letters for any name', () => {
    const property = fc.property(fc.string({ unit: 'binary' }), (name) => {
      const initials = initialsOf(name)
      // The capital of some letters has several characters: ß, ŉ.
      expect(initials.replace(/\p{M}/gu, '').length).toBeLessThanOrEqual(6)
      expect(initials !== '').toBe(/[^\s([{<]/u.test(name))
    })
    fc.assert(property)
  })
})
