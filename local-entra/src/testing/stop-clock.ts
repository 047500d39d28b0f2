import { onTestFinished, vi } from 'vitest'

/** Stops the clock of the machine for a test, which can then move the clock of the stack to a second. */
export function stopClock(): void {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
}
