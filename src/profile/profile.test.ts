import { describe, expect, it } from 'vitest'
import { parsePerson } from './profile.ts'

const url = 'https://graph.example/v1.0/me'

describe('a user of Microsoft Graph', () => {
  it('has the properties that the page shows', () => {
    const body = {
      '@odata.context': 'https://graph.example/v1.0/$metadata#users/$entity',
      displayName: 'Sunny Day',
      jobTitle: 'Meteorologist',
      mail: 'sunny.day@weather.example',
      userPrincipalName: 'sunny.day@weather.example',
    }
    const { '@odata.context': _, ...person } = body
    expect(parsePerson(body, url)).toEqual(person)
  })

  it('may lack any of them', () => {
    const nothing = { displayName: null, jobTitle: null, mail: null, userPrincipalName: null }
    expect(parsePerson(nothing, url)).toEqual(nothing)
    expect(parsePerson({ userPrincipalName: null }, url)).toEqual(nothing)
  })

  const user = { userPrincipalName: 'sunny.day@weather.example' }
  const others = [
    { ...user, mail: 7 },
    { ...user, displayName: { text: 'Sunny' } },
  ]
  it.each([null, 'Sunny Day', [], {}, { value: [user] }, ...others])(
    'is refused with the fault if it has another shape: %j',
    (body) => {
      expect(() => parsePerson(body, url)).toThrow(
        expect.objectContaining({ name: 'UnreadableResponseError', reason: 'shape' }),
      )
    },
  )
})
