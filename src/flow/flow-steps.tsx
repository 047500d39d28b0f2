import { explainStep, parties, type Party } from './explain-step.ts'
import { fitsChallenge, ReferenceLink, StepDetails } from './step-details.tsx'
import type { FlowStep } from './step.ts'

const names: Readonly<Record<Party, string>> = {
  'identity-provider': 'Identity provider',
  browser: 'Browser',
  api: 'API',
}

interface FlowStepsProps {
  steps: readonly FlowStep[]
}

/** Each step with its arrow beside it. The arrows form the sequence diagram; the list is complete without them. */
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
        {`${steps.length} steps`}
      </p>
    </div>
  )
}

interface StepProps {
  step: FlowStep
  /** The steps before this one. */
  before: readonly FlowStep[]
}

function Step({ step, before }: StepProps) {
  const { title, label, from, to, text, reference, hasFailed } = explainStep(step)
  return (
    <li className="step" data-failed={hasFailed}>
      <StepPicture from={from} to={to} label={label} />
      <details>
        <summary>
          <h2>{title}</h2>
          <span className="between">
            <span>{nameOf(from, step)}</span> <span aria-hidden="true">→</span>
            <span className="visually-hidden">to</span> <span>{nameOf(to, step)}</span>
          </span>
          <StepSummary step={step} before={before} />
          <span className="timing">
            <time dateTime={new Date(step.at).toISOString()}>{timeOfDay.format(step.at)}</time>
            {step.duration !== undefined && <b>{formatDuration(step.duration)}</b>}
          </span>
        </summary>
        <p>
          <span>{text}</span> <ReferenceLink reference={reference} />
        </p>
        <StepDetails step={step} before={before} />
      </details>
    </li>
  )
}

function nameOf(party: Party, { api = names.api }: FlowStep): string {
  return party === 'api' ? api.charAt(0).toUpperCase() + api.slice(1) : names[party]
}

/** What a closed step shows of its details. */
function StepSummary({ step: { endpoint, status, verifierHash }, before }: StepProps) {
  const fits = verifierHash !== undefined && fitsChallenge(verifierHash, before)
  return (
    <span className="gist">
      {endpoint !== undefined && <code translate="no">{shorten(endpoint)}</code>}
      {status !== undefined && <code translate="no">{`HTTP ${status}`}</code>}
      {fits && <span className="same">✓ verifier matches challenge</span>}
    </span>
  )
}

/** Method and last segment of an address: `POST …/token`. */
function shorten(endpoint: string): string {
  return endpoint.replace(/ .*\//, ' …/')
}

const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 })
const tenths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })

/** `87 ms`, `4.2 s`, `2.5 min`: these symbols are the same in every language. */
function formatDuration(duration: number): string {
  if (duration < 1000) return `${whole.format(duration)} ms`
  if (duration < 60_000) return `${tenths.format(duration / 1000)} s`
  return `${tenths.format(duration / 60_000)} min`
}

// The centers of the three columns, in percent.
const centers: Readonly<Record<Party, number>> = {
  'identity-provider': 16.67,
  browser: 50,
  api: 83.33,
}
const arrowY = 34

interface StepPictureProps {
  from: Party
  to: Party
  label: string
}

/** One row of the sequence diagram: the three lifelines, and an arrow between two of them. */
function StepPicture({ from, to, label }: StepPictureProps) {
  const [start, end] = [centers[from], centers[to]]
  const direction = end > start ? 1 : -1
  return (
    <svg className="step-picture" width="100%" height="100%" aria-hidden="true">
      {parties.map((party) => {
        const x = `${centers[party]}%`
        return <line key={party} className="lifeline" x1={x} x2={x} y1={0} y2="100%" />
      })}
      <g className="arrow">
        <line x1={`${start}%`} x2={`${end}%`} y1={arrowY} y2={arrowY} />
        <svg x={`${start}%`} y={arrowY} overflow="visible">
          <circle r={4} />
        </svg>
        <svg x={`${end}%`} y={arrowY} overflow="visible">
          <path d={`M${direction * -10} -5L0 0L${direction * -10} 5`} />
        </svg>
      </g>
      <text x={`${(start + end) / 2}%`} y={arrowY - 10}>
        {label}
      </text>
    </svg>
  )
}
