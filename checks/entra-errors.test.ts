import { expect, test } from 'vitest'
import { BROWSER_AADSTS_CODES } from '#local-entra'
import { entraErrors } from '../src/errors/catalogue/entra.ts'

// local-entra lists what Entra sends, the app lists what it means. The app also explains a code that a page of the identity
// provider shows and the user types in.
test('the app explains every AADSTS code that the local identity provider sends to browsers', () => {
  const unexplained = BROWSER_AADSTS_CODES.filter((code) => !Object.hasOwn(entraErrors, code))
  expect(unexplained).toEqual([])
})
