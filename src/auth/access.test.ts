import { describe, expect, it } from 'vitest'
import { checkAccess, hasSameAccess, readAccess } from './access.ts'

const editor = { role: 'Forecast.Editor' }
const forecasters = { group: '10ca1000-57ac-4000-e000-000000000001' }

describe('the roles and groups of an account', () => {
  it('come from the ID token', () => {
    const roles = ['Forecast.Editor']
    const groups = [forecasters.group]
    expect(readAccess({ roles, groups, sub: 'x' })).toEqual({ roles, groups })
    expect(readAccess({})).toEqual({})
  })

  it.each([
    { hasgroups: true },
    { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://x' } } },
  ])('are unknown when there are too many groups for the token: %j', (claims) => {
    const access = readAccess(claims)
    expect(checkAccess(access, forecasters)).toBe('unknown')
    expect(checkAccess(access, editor)).toBe('missing')
  })

  it.each(['Forecast.Editor', { 0: 'Forecast.Editor' }, ['Forecast.Editor', 1], null, 7])(
    'are none if the claim has another shape: %j',
    (value) => {
      const access = readAccess({ roles: value, groups: value, _claim_names: value })
      expect(access).toEqual({})
      expect(checkAccess(access, editor)).toBe('missing')
    },
  )

  it('match exactly', () => {
    const access = { roles: ['Forecast.Editors', 'forecast.editor'], groups: ['Forecast.Editor'] }
    expect(checkAccess(access, editor)).toBe('missing')
    expect(checkAccess({ roles: [editor.role] }, editor)).toBe('granted')
    expect(checkAccess({ groups: [forecasters.group] }, forecasters)).toBe('granted')
    expect(checkAccess({ roles: [forecasters.group] }, forecasters)).toBe('missing')
  })

  it('are compared by role and by group', () => {
    expect(hasSameAccess({}, {})).toBe(true)
    expect(hasSameAccess({ groups: ['a', 'b'] }, { groups: ['b', 'a'] })).toBe(true)
    expect(hasSameAccess({ roles: ['a'] }, { roles: ['a'], groups: [] })).toBe(false)
    expect(hasSameAccess({ groups: 'too many' }, { groups: ['too many'] })).toBe(false)
  })
})
