import { expect, test } from 'vitest'
import { AADSTS_CODES } from '../local-entra/identity/errors/aadsts.ts'
import { entraErrors } from '../src/errors/catalogue/entra.ts'

// One home for each half: local-entra has what Entra answers, the app has what it means. Pages of the identity provider show
// a number too, and the app explains it when it is typed in.
test('the app explains every number that the local identity provider answers', () => {
  const unexplained = AADSTS_CODES.filter((code) => !Object.hasOwn(entraErrors, code))
  expect(unexplained).toEqual([])
})
