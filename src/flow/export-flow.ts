import { describeStep } from './describe-step.ts'
import type { Field, FlowStep } from './flow-step.ts'

/**
 * The steps as JSON for a bug report. What was redacted stays so, and what says something about the person is left out; times
 * count from the first step.
 */
export function exportFlow(steps: readonly FlowStep[]): string {
  const start = steps[0]?.at ?? 0
  return JSON.stringify(
    steps.map((step) => exportStep(step, start)),
    undefined,
    2,
  )
}

function exportStep(step: FlowStep, start: number) {
  const { endpoint, status, duration, fields, idTokenClaims, accessTokenClaims } = step
  return {
    step: describeStep(step).title,
    milliseconds: step.at - start,
    endpoint,
    status,
    duration: duration === undefined ? undefined : Math.round(duration),
    parameters: exportFields(fields),
    idTokenClaims: idTokenClaims && exportFields(idTokenClaims),
    accessTokenClaims: accessTokenClaims && exportFields(accessTokenClaims),
    verifierHash: step.verifierHash,
  }
}

function exportFields(fields: readonly Field[]): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field.name, exportValue(field)]))
}

function exportValue({ value, isPersonal }: Field): string {
  if (isPersonal) return 'personal, left out'
  return typeof value === 'string' ? value : `redacted ${value.fingerprint} (${value.length})`
}
