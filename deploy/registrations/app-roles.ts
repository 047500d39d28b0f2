import { type Application, changeApplication } from './directory.ts'
import type { Graph } from './graph.ts'
import { appRoles } from './names.ts'

/**
 * Completes the app roles of a registration. Existing roles stay, also one with the same value and another id.
 * @see {@link https://learn.microsoft.com/graph/api/resources/approle}
 */
export async function ensureAppRoles(graph: Graph, application: Application): Promise<void> {
  const { displayName, appRoles: present } = application
  const missing = appRoles.filter(({ value }) => !present.some((role) => role.value === value))
  const known = present.filter((role) => appRoles.some(({ value }) => value === role.value))
  const disabled = known.filter(({ isEnabled }) => !isEnabled)
  for (const { value, allowedMemberTypes } of known) {
    if (allowedMemberTypes.includes('User')) continue
    graph.note(
      `! The app role ${value} of "${displayName}" is not for users. Under App roles, change its allowed member types to Both.`,
    )
  }
  if (missing.length + disabled.length === 0) return
  // Graph replaces the whole list.
  const kept = present.map((role) =>
    disabled.includes(role) ? { ...role, isEnabled: true } : role,
  )
  const sentence = [
    ...missing.map(({ value }) => `+ Add the app role ${value} to "${displayName}"`),
    ...disabled.map(({ value }) => `~ Enable the app role ${value} of "${displayName}"`),
  ].join('\n')
  await changeApplication(graph, application, { appRoles: [...kept, ...missing] }, sentence)
}

/** @returns how to assign the app roles */
export function describeAssignment(registrations: readonly string[]): string {
  const roles = appRoles.map(({ value }) => value).join(', ')
  const names = registrations.map((name) => `"${name}"`).join(' and in ')
  return `To assign the app role ${roles}: Enterprise applications, in ${names} → Users and groups → Add user/group.
The app reads the role from its ID token and the API from the access token, so both need the assignment. It is in the
tokens of the next sign-in.`
}
