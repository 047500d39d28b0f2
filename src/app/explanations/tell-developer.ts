import type { Config } from '../../config/config.ts'
import { type DeploymentValues, deploymentValues } from './deployment-values.ts'
import { explain } from './explain.ts'
import type { NamedValue } from './explanation.ts'
import { whoLabels } from './labels.ts'
import { appName } from '../../config/app.ts'

/** Says in the console of a developer what the page says, in one line, with the fix; then the error itself. */
export function tellDeveloper(error: unknown, config?: Config): void {
  console.error(lineFor(error, deploymentValues(location.origin, config)), error)
}

export function lineFor(error: unknown, values: DeploymentValues): string {
  const explanation = explain(error, { values, isSignedIn: true, isOnline: true })
  const { title, who, fix, developer, faults, details } = explanation
  const mends = faults.map(
    ({ key, problem, fix: mend }) => `${key || 'config.json'} ${problem} ${mend}`,
  )
  const words = [`${title} (${codeIn(details)}).`, `${whoLabels[who]}:`, fix, developer, ...mends]
  return `${appName}: ${words.filter(Boolean).join(' ').replaceAll('`', '')}`
}

function codeIn(details: readonly NamedValue[]): string {
  const value = (wanted: string) => details.find(({ name }) => name === wanted)?.value
  return value('Number') ?? value('Code') ?? value('Status') ?? value('Kind') ?? 'unknown'
}
