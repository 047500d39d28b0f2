// What only a failure needs, in one chunk: loaded with one request.
export { failureReport } from '../report.ts'
export { Countdown, FailureCard } from './failure-card.tsx'
