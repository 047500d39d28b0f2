// Everything that only a failure needs, in one chunk.
export { failureReport } from '../report.ts'
export { Countdown, FailureCard } from './failure-card.tsx'
