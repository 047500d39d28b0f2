import { type FlowStep, textOf } from './flow-step.ts'
import { type StepWords, wordsFor } from './step-words.ts'

export interface StepDescription extends StepWords {
  hasFailed: boolean
}

/** A step in words, and whether it went wrong. */
export function describeStep(step: FlowStep): StepDescription {
  const error = textOf(step, 'error')
  const hasFailed = error !== undefined || hasFailedByStatus(step)
  return { ...wordsFor(step, error), hasFailed }
}

function hasFailedByStatus({ kind, status }: FlowStep): boolean {
  const isAnswer = kind === 'token-response' || kind === 'api-response'
  return isAnswer && (status === undefined || status >= 400)
}
