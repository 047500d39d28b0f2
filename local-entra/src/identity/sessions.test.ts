import { expect, test } from 'vitest'
import { createSignedInPeople, type SignedInPerson } from './sessions.ts'

test('nothing is kept of a browser in which every user has signed out', () => {
  const browsers = new Map<string, SignedInPerson[]>()
  const people = createSignedInPeople(browsers)
  people.signIn('one', 'sunny', 0)
  people.signIn('other', 'sunny', 0)
  people.signOut('one', 'sunny')
  expect([...browsers.keys()]).toEqual(['other'])
  people.signOutEverywhere()
  expect(browsers.size).toBe(0)
})

test('the end of the sessions of one user leaves those of the others', () => {
  const people = createSignedInPeople()
  for (const browser of ['one', 'other']) {
    people.signIn(browser, 'sunny', 0)
    people.signIn(browser, 'misty', 0)
  }
  people.signOutEverywhere('sunny')
  for (const browser of ['one', 'other']) {
    expect(people.inBrowser(browser).map(({ userName }) => userName)).toEqual(['misty'])
  }
})
