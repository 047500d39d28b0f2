import type { ConfigFault } from '../config/config.ts'
import { valueLabels } from './catalogue/entry.ts'
import type { NamedValue } from './details.ts'
import type { Explanation } from './explain.ts'

/** Describes a failure to the person who can fix it, as plain text for a mail or a ticket. */
export function writeMessage(explanation: Explanation): string {
  const { title, details, values } = explanation
  return [
    isForAdministrator(explanation)
      ? 'Hello, I would like to use this app, and I need an administrator to give me access.'
      : '',
    `The app at ${values.origin} says: ${title}.`,
    whatToDo(explanation).join('\n'),
    list([
      { name: 'Application (client) ID', value: values.clientId },
      { name: 'Tenant', value: values.tenant },
      { name: 'Permission', value: values.scope },
      ...details,
    ]),
  ]
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
    .replaceAll('`', '')
}

/** Whether an administrator can help, even if the user may be able to fix it alone. */
export function isForAdministrator({ who, named }: Explanation): boolean {
  const label = valueLabels.adminConsentUrl
  return who === 'administrator' || (who === 'you' && named.some(({ name }) => name === label))
}

// The recipient is an administrator or a developer: omits a fix that only the user can apply.
function whatToDo({ who, fix, developer, faults }: Explanation): string[] {
  const isForUser = who === 'you' || who === 'unclear'
  const texts = who === 'administrator' ? [fix] : isForUser ? [developer] : [fix, developer]
  return [...texts, ...listFaults(faults)].filter((line) => line !== '')
}

/** One line for each fault, with its fix. */
export function listFaults(faults: readonly ConfigFault[]): string[] {
  return faults.map(({ key, problem, fix }) => `${key || 'config.json'} ${problem} ${fix}`)
}

function list(values: readonly NamedValue[]): string {
  return values.map(({ name, value }) => `${name}: ${value}`).join('\n')
}
