import type { DeploymentValues } from './deployment-values.ts'
import type { Explanation, NamedValue } from './explanation.ts'

/** Writes a failure down for whoever can end it, as plain text to be pasted into a mail or a ticket. */
export function writeMessage(explanation: Explanation, values: DeploymentValues): string {
  const { title, who, fix, developer, faults } = explanation
  const forDeveloper = developer && who !== 'administrator' ? [developer] : []
  return [
    greeting[who] ?? '',
    `${values.origin} says: ${title}.`,
    [
      fix,
      ...forDeveloper,
      ...faults.map(({ key, problem, fix: mend }) => `${key || 'config.json'} ${problem} ${mend}`),
    ].join('\n'),
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

const greeting: Partial<Record<Explanation['who'], string>> = {
  administrator: 'Hello, I would like to use this app, and only an administrator can let me in.',
}

function list(values: readonly NamedValue[]): string {
  return values.map(({ name, value }) => `${name}: ${value}`).join('\n')
}
