// What is wanted once something has failed, and hardly ever before: loaded in one piece, with one request.
export { failureReport } from '../explanations/failure-report.ts'
export { FailureCard } from './failure-card.tsx'
export { OldDataMore } from './old-data-more.tsx'
