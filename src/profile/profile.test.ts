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
    expect(parsePerson({}, url)).toEqual(nothing)
    expect(parsePerson({ mail: null, jobTitle: null }, url)).toEqual(nothing)
  })

  it.each([null, 'Sunny Day', { mail: 7 }, { displayName: { text: 'Sunny' } }])(
    'is refused with the fault if it has another shape: %j',
    (body) => {
      expect(() => parsePerson(body, url)).toThrow(
        expect.objectContaining({ name: 'UnreadableResponseError', reason: 'shape' }),
      )
    },
  )
})
