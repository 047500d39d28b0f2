import type { Config } from '../../config/config.ts'
import type { FailureReport } from '../explanations/failure-report.ts'

/** Takes each failure that a person is shown. */
export type OnError = (report: FailureReport) => void

/**
 * @param onError what a team does with reports; nothing is sent anywhere by itself
 * @returns reports a failure, once
 */
export function createReporter(onError: OnError, config?: Config): (error: unknown) => void {
  const reported = new WeakSet()
  return (error) => {
    if (typeof error === 'object' && error !== null) {
      if (reported.has(error)) return
      reported.add(error)
    }
    void report(error, onError, config)
  }
}

async function report(error: unknown, onError: OnError, config?: Config): Promise<void> {
  try {
    const { failureReport } = await import('./on-failure.ts')
    onError(failureReport(error))
    if (!import.meta.env.DEV) return
    const { tellDeveloper } = await import('../explanations/tell-developer.ts')
    tellDeveloper(error, config)
  } catch {
    // A failure to report a failure is not worth another one.
  }
}
