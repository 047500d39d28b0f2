import { afterAll, afterEach, beforeAll } from 'vitest'
import { describeExchanges } from '../control/exchange-log.ts'
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../local-stack.ts'
import { APP_ORIGIN } from './protocol-client.ts'

/** A stack for the tests of one file, put back to how it was after each of them. A test that fails prints its exchanges. */
export function withLocalStack(options: LocalStackOptions = {}): { stack: LocalStack } {
  const holder = {} as { stack: LocalStack }
  beforeAll(async () => {
    holder.stack = await startLocalStack({ appOrigins: [APP_ORIGIN], ...options })
  })
  afterEach(async ({ task }) => {
    const { control } = holder.stack
    if (task.result?.state === 'fail') console.log(describeExchanges(control.exchanges()))
    await control.reset()
  })
  afterAll(() => holder.stack.close())
  return holder
}
