import type { DeploymentValues } from './deployment-values.ts'
import type { Explanation, NamedValue } from './explanation.ts'
import { valueLabels } from './labels.ts'

/** Writes a failure down for whoever can end it, as plain text to be pasted into a mail or a ticket. */
export function writeMessage(explanation: Explanation, values: DeploymentValues): string {
  return [
    isForAdministrator(explanation)
      ? 'Hello, I would like to use this app, and only an administrator can let me in.'
      : '',
    `${values.origin} says: ${explanation.title}.`,
    whatToDo(explanation).join('\n'),
    list([
      { name: 'Application (client) ID', value: values.clientId },
      { name: 'Tenant', value: values.tenant },
      { name: 'Permission', value: values.scope },
      ...explanation.details,
    ]),
  ]
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
    .replaceAll('`', '')
}

/** Whether an administrator can help; also where the person may be able to do it alone. */
export function isForAdministrator({ who, values }: Explanation): boolean {
  const label = valueLabels.adminConsentUrl
  return who === 'administrator' || (who === 'you' && values.some(({ name }) => name === label))
}

// What is said to the person themselves is nothing for a message to somebody else.
function whatToDo({ who, fix, developer, faults }: Explanation): string[] {
  const mends = faults.map(
    ({ key, problem, fix: mend }) => `${key || 'config.json'} ${problem} ${mend}`,
  )
  const words = who === 'administrator' ? [fix] : who === 'you' ? [developer] : [fix, developer]
  return [...words, ...mends].filter((line) => line !== '')
}

function list(values: readonly NamedValue[]): string {
  return values.map(({ name, value }) => `${name}: ${value}`).join('\n')
}
