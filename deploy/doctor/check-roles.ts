import { isGraph } from '../identity-provider/microsoft-graph.ts'
import {
  type AppRole,
  findByName,
  findServicePrincipal,
  type ServicePrincipal,
  withoutPermission,
} from '../registrations/directory.ts'
import { type Graph, GraphError } from '../registrations/graph.ts'
import { appRoles } from '../registrations/names.ts'
import { listOf, readClaims, resourceOf, textOf, tokenOf } from './access-token.ts'
import { type GraphAccess, openGraph } from './check-registration.ts'
import { type Examination, examine, type Finding } from './finding.ts'
import { apisIn, type Subject } from './subject.ts'

/** A registration in the tenant. */
interface Registration {
  id: string
  name: string
  roles: readonly AppRole[]
  /** What happens if only this registration lacks a role. */
  consequence: string
}

/** @see {@link https://learn.microsoft.com/graph/api/resources/approleassignment} */
interface Assignment {
  principalId: string
  principalDisplayName: string | null
  appRoleId: string
}

/**
 * Compares the app roles of the two registrations and their assignments. The roles of the app are in the ID token, which
 * decides what the app shows; those of the API are in the access token, which decides what the API allows.
 * @param access without it there is no finding
 */
export async function checkRoles(
  subject: Subject,
  access: GraphAccess | undefined,
): Promise<Finding[]> {
  const [api] = apisIn(subject)
  if (access === undefined || api === undefined || isGraph(api)) return []
  const exam = examine('app-roles', 'App roles of both registrations')
  const graph = openGraph(subject.config, access)
  try {
    const [own, its] = await Promise.all([
      findServicePrincipal(graph, subject.config.clientId),
      findByName(graph, resourceOf(api.scope)),
    ])
    if (!own || !its) {
      const unknown = own ? resourceOf(api.scope) : 'this client id'
      return [exam.skipped(`this tenant has no service principal for ${unknown}.`)]
    }
    const app = registrationOf(own, 'The app hides what the API allows.')
    const protectedApi = registrationOf(its, 'The app shows what the API refuses with 403.')
    const names = new Set([...appRoles, ...app.roles].flatMap(({ value }) => value ?? []))
    const findings = [...names].map((name) => checkRole(subject, graph, name, [app, protectedApi]))
    return await Promise.all(findings)
  } catch (error) {
    if (!(error instanceof GraphError)) return [exam.skipped('Microsoft Graph cannot be reached.')]
    return [exam.skipped(error.message)]
  }
}

function registrationOf(principal: ServicePrincipal, consequence: string): Registration {
  const { id, appId, displayName = appId, appRoles: roles = [] } = principal
  const forUsers = roles.filter((role) => role.allowedMemberTypes.includes('User'))
  return {
    id,
    name: displayName,
    roles: forUsers.filter(({ isEnabled }) => isEnabled),
    consequence,
  }
}

async function checkRole(
  subject: Subject,
  graph: Graph,
  name: string,
  registrations: readonly [Registration, Registration],
): Promise<Finding> {
  const exam = examine('app-roles', `App role ${name} of both registrations`)
  const without = registrations.filter(({ roles }) => !roles.some(({ value }) => value === name))
  const [lacking] = without
  if (without.length > 1) {
    const problem = 'neither has it, so no user can have it.'
    return exam.advice(problem, `Run \`npm run register\`, or add it to both: ${placeOfRoles}.`)
  }
  if (lacking) {
    const problem = `"${lacking.name}" does not have it for users, or it is disabled there. ${lacking.consequence}`
    return exam.bad(
      problem,
      `Run \`npm run register\`, or add it to "${lacking.name}": ${placeOfRoles}.`,
    )
  }
  const found = await Promise.all(registrations.map((each) => readAssigned(graph, each, name)))
  const [ofApp, ofApi] = found
  if (!ofApp || !ofApi) return exam.skipped('you may not read who has it.')
  return (
    judgeToken(exam, subject, name, ofApi) ?? judgeAssignments(exam, registrations, [ofApp, ofApi])
  )
}

const placeOfRoles = 'App registrations → App roles, allowed member types Users/Groups'

/** @returns the names of the users and groups with a role, by id; undefined without the permission to read them */
async function readAssigned(
  graph: Graph,
  { id, roles }: Registration,
  name: string,
): Promise<Map<string, string> | undefined> {
  const role = roles.find(({ value }) => value === name)
  const path = `/servicePrincipals/${id}/appRoleAssignedTo`
  const all = await graph.readAll<Assignment>(path).catch(withoutPermission)
  const own = all?.filter(({ appRoleId }) => appRoleId === role?.id)
  return (
    own &&
    new Map(own.map((each) => [each.principalId, each.principalDisplayName ?? each.principalId]))
  )
}

// A token that is older than the assignment lacks the role.
function judgeToken(
  exam: Examination,
  subject: Subject,
  name: string,
  ofApi: Map<string, string>,
): Finding | undefined {
  const claims = readClaims(tokenOf(subject) ?? '') ?? {}
  const user = ofApi.get(textOf(claims, 'oid'))
  if (user === undefined || listOf(claims, 'roles').includes(name)) return undefined
  const problem = `${user} has it in the API, but the access token does not have it.`
  return exam.bad(
    problem,
    'Sign out and in again, and copy a new token: roles are those of the time of its issue.',
  )
}

function judgeAssignments(
  exam: Examination,
  [app, api]: readonly [Registration, Registration],
  [ofApp, ofApi]: readonly [Map<string, string>, Map<string, string>],
): Finding {
  if (ofApp.size + ofApi.size === 0) {
    const fix = `Assign it in both: ${place(`"${app.name}" and "${api.name}"`)}.`
    return exam.advice('it is assigned to no one.', fix)
  }
  const [inApp, inApi] = [onlyIn(ofApp, ofApi), onlyIn(ofApi, ofApp)]
  const missing =
    inApp.length > 0 ? { in: api, has: app, who: inApp } : { in: app, has: api, who: inApi }
  if (missing.who.length === 0) return exam.good()
  const problem = `${listed(missing.who)}: assigned in "${missing.has.name}", but not in "${missing.in.name}". ${missing.in.consequence}`
  return exam.advice(problem, `Assign it there too: ${place(`"${missing.in.name}"`)}.`)
}

function place(names: string): string {
  return `Enterprise applications → ${names} → Users and groups`
}

function onlyIn(one: Map<string, string>, other: Map<string, string>): string[] {
  return [...one].filter(([id]) => !other.has(id)).map(([, name]) => name)
}

function listed(names: readonly string[]): string {
  const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
  return names.slice(0, 3).join(', ') + more
}
