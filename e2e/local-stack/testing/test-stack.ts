import { afterAll, afterEach, beforeAll } from 'vitest'
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../local-stack.ts'
import { APP_ORIGIN } from './protocol-client.ts'

/** A stack for the tests of one file, put back to how it was after each of them. */
export function withLocalStack(options: LocalStackOptions = {}): { stack: LocalStack } {
  const holder = {} as { stack: LocalStack }
  beforeAll(async () => {
    holder.stack = await startLocalStack({ appOrigins: [APP_ORIGIN], ...options })
  })
  afterEach(() => holder.stack.control.reset())
  afterAll(() => holder.stack.close())
  return holder
}
