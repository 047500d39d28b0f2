import type { FailureNoticeProps } from '../../forecast/forecast-page.tsx'
import { firstSeen } from '../explanations/first-seen.ts'
import { planRetry } from '../explanations/plan-retry.ts'
import { Countdown } from './countdown.tsx'

/** When the app tries again by itself, if the other side has asked for a pause. */
export function OldDataMore({
  failure,
  tryAgain,
}: Pick<FailureNoticeProps, 'failure' | 'tryAgain'>) {
  const { at } = planRetry(failure, firstSeen(failure))
  return at === undefined ? null : <Countdown key={at} at={at} act={tryAgain} />
}
