import { describeStep } from './describe-step.ts'
import type { FlowStep } from './flow-step.ts'
import { formatDuration, formatTime } from './format-time.ts'
import { ReferenceLink } from './reference-link.tsx'
import { StepDetails } from './step-details.tsx'
import { StepGist } from './step-gist.tsx'
import { StepPicture } from './step-picture.tsx'
import { parties } from './step-words.ts'

const names = {
  'identity-provider': 'Identity provider',
  browser: 'Browser',
  api: 'Weather API',
} as const

interface FlowStepsProps {
  steps: readonly FlowStep[]
}

/** Each step with its arrow beside it: the arrows make up the sequence diagram, the list reads without them. */
export function FlowSteps({ steps }: FlowStepsProps) {
  return (
    <div className="flow">
      <div className="parties" aria-hidden="true">
        {parties.map((party) => (
          <span key={party}>{names[party]}</span>
        ))}
      </div>
      <ol>
        {steps.map((step, index) => (
          <Step key={`${step.at} ${step.kind}`} step={step} before={steps.slice(0, index)} />
        ))}
      </ol>
      <p className="visually-hidden" role="status">
        {steps.length} steps
      </p>
    </div>
  )
}

interface StepProps {
  step: FlowStep
  before: readonly FlowStep[]
}

function Step({ step, before }: StepProps) {
  const { title, label, from, to, text, reference, hasFailed } = describeStep(step)
  return (
    <li className="step" data-failed={hasFailed}>
      <StepPicture from={from} to={to} label={label} />
      <details>
        <summary>
          <h2>{title}</h2>
          <span className="between">
            {names[from]} <span aria-hidden="true">→</span>
            <span className="visually-hidden"> to </span> {names[to]}
          </span>
          <StepGist step={step} before={before} />
          <span className="timing">
            <time dateTime={new Date(step.at).toISOString()}>{formatTime(step.at)}</time>
            {step.duration !== undefined && <b>{formatDuration(step.duration)}</b>}
          </span>
        </summary>
        <p>
          {text} <ReferenceLink reference={reference} />
        </p>
        <StepDetails step={step} before={before} />
      </details>
    </li>
  )
}
