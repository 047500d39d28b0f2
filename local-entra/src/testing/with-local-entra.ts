import { afterAll, afterEach, beforeAll } from 'vitest'
import { describeExchanges } from '../control/exchange-log.ts'
import { type LocalEntra, startLocalEntra } from '../local-entra.ts'
import type { LocalEntraOptions } from '../options.ts'
import { APP_ORIGIN } from './protocol-client.ts'

/**
 * A stack for the tests of one file or group, put back to how it was after each of them. A test that fails prints its exchanges.
 * @param options of the stack, or a function that prepares them
 */
export function withLocalEntra(
  options: LocalEntraOptions | (() => Promise<LocalEntraOptions>) = {},
): { stack: LocalEntra } {
  const holder = {} as { stack: LocalEntra }
  beforeAll(async () => {
    const wanted = typeof options === 'function' ? await options() : options
    holder.stack = await startLocalEntra({ appOrigins: [APP_ORIGIN], ...wanted })
  })
  afterEach(async ({ task }) => {
    const { control } = holder.stack
    if (task.result?.state === 'fail') console.log(describeExchanges(control.exchanges()))
    await control.reset()
  })
  afterAll(() => holder.stack.close())
  return holder
}
