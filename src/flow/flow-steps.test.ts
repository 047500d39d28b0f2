import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { isKnown } from './explain-step.ts'
import { FlowSteps } from './flow-steps.tsx'
import type { FlowStep } from './step.ts'

const step: FlowStep = { kind: 'token-response', at: 0, status: 200, fields: [] }

function show(steps: readonly FlowStep[]): string {
  return renderToStaticMarkup(createElement(FlowSteps, { steps }))
}

describe('the steps on screen', () => {
  it.each(['1700000000000000', '1e300', 'Infinity', '-1e300', 'soon'])(
    'show the claim with the invalid date %j without a date',
    (value) => {
      const page = show([{ ...step, accessTokenClaims: [{ name: 'exp', value }] }])
      expect(page).toContain(`<code translate="no">${value}</code><span class="moment"> </span>`)
    },
  )

  it('omit a step that an older version of the app has stored', () => {
    const stored = [step, { ...step, kind: 'device-request' }, { ...step, at: 'noon' }]
    expect((stored as FlowStep[]).filter(isKnown)).toEqual([step])
  })
})
