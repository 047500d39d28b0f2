import { expect, test } from 'vitest'
import { UnreadableResponseError } from '../http/http-errors.ts'
import { parsePerson } from './profile.ts'

const url = 'https://graph.microsoft.com/v1.0/me'
const person = {
  displayName: 'Sunny Day',
  jobTitle: 'Meteorologist',
  mail: 'sunny.day@weather.example',
  userPrincipalName: 'sunny.day@weather.example',
}

test('reads a user of Microsoft Graph, without other properties', () => {
  expect(parsePerson({ '@odata.context': 'users', ...person }, url)).toEqual(person)
})

test('properties that the organisation has not set are null', () => {
  const { userPrincipalName } = person
  const nothing = { displayName: null, jobTitle: null, mail: null, userPrincipalName }
  expect(parsePerson({ userPrincipalName, mail: null }, url)).toEqual(nothing)
})

test.each([
  ['a list', []],
  ['an empty object', {}],
  ['a collection', { value: [person] }],
  ['a text', 'Sunny Day'],
  ['nothing', null],
  ['a name that is a number', { ...person, displayName: 7 }],
])('refuses %s', (_, body) => {
  expect(() => parsePerson(body, url)).toThrow(UnreadableResponseError)
})
