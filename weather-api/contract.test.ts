import { describe, expect, test } from 'vitest'
import { contract } from './testing/contract.ts'
import { withTestService } from './testing/test-service.ts'

const api = withTestService()

describe.each(contract)('the contract: $title', ({ clauses }) => {
  test.each(clauses)('$title: $answer', async ({ ask, answer }) => {
    expect(await ask(api)).toBe(answer)
  })
})
