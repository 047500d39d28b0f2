import { X509Certificate } from 'node:crypto'
import * as v from 'valibot'
import { readJsonFile } from '../../../command-line/json-file.ts'
import { describeIssue } from '../describe-issue.ts'
import { MICROSOFT_GRAPH } from './microsoft-graph.ts'
import {
  type Registrations,
  type RegistrationsInput,
  registrationsSchema,
} from './registrations.ts'
import { CONSUMERS, redirectUrisMatch } from './registry.ts'
import { addSamples, requestedSamples, samplesFirst, separateSamples } from './with-samples.ts'

/** The registrations cannot be used. The message has one line for each fault. */
export class RegistrationsError extends Error {
  override readonly name = 'RegistrationsError'
  readonly faults: readonly string[]

  /** @param source where the registrations come from, such as the name of the file */
  constructor(faults: readonly string[], source = 'The registrations') {
    super([`${source} cannot be used:`, ...faults].join('\n  - '))
    this.faults = faults
  }
}

/**
 * Reads registrations from a JSON file.
 * @param appName the name of the app in the samples, if the file adds to them
 * @throws {FaultError} when the file does not exist or is not a JSON object
 * @throws {RegistrationsError} with every fault of the registrations
 */
export async function readRegistrationsFile(
  path: string,
  appName?: string,
): Promise<Registrations> {
  return parseRegistrations(await readJsonFile(path), path, appName)
}

/** Registrations written in TypeScript, with the defaults filled in, and the samples if they ask for them. */
export function registrations(input: RegistrationsInput): Registrations {
  return parseRegistrations(input)
}

/**
 * Reads registrations from parsed JSON.
 * @param source where they come from, for the message
 * @param appName the name of the app in the samples
 * @throws {RegistrationsError} with every fault
 */
export function parseRegistrations(
  value: unknown,
  source?: string,
  appName?: string,
): Registrations {
  const samples = requestedSamples(value, appName)
  const complete = samples ? addSamples(value, samples) : value
  const result = v.safeParse(registrationsSchema, complete, { abortPipeEarly: true })
  const malformed = new Set(result.issues?.map((issue) => v.getDotPath(issue)))
  const root = samples ? separateSamples(result.output, value, samples) : result.output
  // A fault of the schema does not hide the other faults: these are found in all that can be read.
  const find = (pattern: string) =>
    entriesAt(root, pattern).filter(({ path }) => !malformed.has(path))
  const faults = [
    ...(result.issues ?? []).map((issue) => describeIssue(issue, 'the file')),
    ...unknownTenants(find),
    ...unknownRoleOwners(find),
    ...unknownGroups(find),
    ...unknownKnownClients(find),
    ...impossibleTenancy(find),
    ...missingApis(find),
    ...duplicates(find),
    ...malformedCertificates(find),
  ]
  if (!result.success || faults.length > 0) throw new RegistrationsError(faults, source)
  return samples ? samplesFirst(result.output, samples) : result.output
}

/** What is registered at a path such as `apps.0.clientId`. */
interface Entry {
  path: string
  value: unknown
}

/** @returns the entries at a path, in which `*` stands for every index or key; without those that are malformed */
type Find = (pattern: string) => Entry[]

function entriesAt(root: unknown, pattern: string): Entry[] {
  // The samples come first: an entry of the file repeats that of a sample, and not the other way round.
  const isInAll = /^[a-z]+\.\*/.test(pattern)
  return [
    ...(isInAll ? entriesBelow(root, `samples.${pattern}`) : []),
    ...entriesBelow(root, pattern),
  ]
}

function entriesBelow(root: unknown, pattern: string): Entry[] {
  let entries: Entry[] = [{ path: '', value: root }]
  for (const key of pattern.split('.')) {
    entries = entries.flatMap(({ path, value }) => {
      const members: [string, unknown][] =
        typeof value === 'object' && value !== null ? Object.entries(value) : []
      return members
        .filter(([name]) => key === '*' || name === key)
        .map(([name, member]) => ({ path: path === '' ? name : `${path}.${name}`, value: member }))
    })
  }
  return entries
}

function unknownTenants(find: Find): string[] {
  const ids = find('tenants.*.id').map(({ value }) => value)
  // The tenant that is meant may be the one whose id is malformed.
  if (ids.length < find('tenants.*').length) return []
  return [
    'apps.*.tenantId',
    'groups.*.tenantId',
    'apis.*.tenantId',
    'accounts.*.tenantId',
    'accounts.*.guestIn.*.tenantId',
  ]
    .flatMap(find)
    .filter(({ value }) => value !== undefined && !ids.includes(value))
    .map(({ path, value }) => `${path} is ${String(value)}, but no tenant has this id`)
}

function unknownRoleOwners(find: Find): string[] {
  const ids = ['apps.*.clientId', 'apis.*.clientId'].flatMap(find).map(({ value }) => value)
  if (ids.length < ['apps.*', 'apis.*'].flatMap(find).length) return []
  // With a fault of the schema, Graph has not been added to the APIs.
  const known = [...ids, MICROSOFT_GRAPH.clientId]
  return ['accounts.*.roles.*', 'apps.*.roles.*'].flatMap(find).flatMap(({ path }) => {
    const at = path.lastIndexOf('.')
    const [roles, id] = [path.slice(0, at), path.slice(at + 1)]
    return known.includes(id) ? [] : [`${roles} has ${id}, but no app or API has this client id`]
  })
}

function malformedCertificates(find: Find): string[] {
  return find('apps.*.certificates.*')
    .filter(({ value }) => !isCertificate(String(value)))
    .map(({ path }) => `${path} is not a certificate in PEM with an RSA key of 2048 bits or more`)
}

function isCertificate(pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = new X509Certificate(pem).publicKey
    return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048
  } catch {
    return false
  }
}

/** A group has to exist, in a tenant where the account is a member or a guest. */
function unknownGroups(find: Find): string[] {
  const groups = find('groups.*')
  const ids = find('groups.*.id')
  if (ids.length < groups.length) return []
  return find('accounts.*').flatMap((account) => {
    const tenants = [`${account.path}.tenantId`, `${account.path}.guestIn.*.tenantId`]
      .flatMap(find)
      .map(({ value }) => value)
    if (tenants.length === 0) return []
    return find(`${account.path}.groups.*`).flatMap(({ path, value }) => {
      const group = ids.find((id) => id.value === value)
      if (!group) return [`${path} is ${String(value)}, but no group has this id`]
      const [tenant] = find(group.path.replace(/id$/, 'tenantId'))
      if (!tenant || tenants.includes(tenant.value)) return []
      return [`${path} is ${String(value)}, a group of a tenant that the account is not in`]
    })
  })
}

function unknownKnownClients(find: Find): string[] {
  const ids = find('apps.*.clientId').map(({ value }) => value)
  if (ids.length < find('apps.*').length) return []
  return find('apis.*.knownClientApplications.*')
    .filter(({ value }) => !ids.includes(value))
    .map(({ path, value }) => `${path} is ${String(value)}, but no app has this client id`)
}

/** The configuration of an app is for an API of the file. */
function missingApis(find: Find): string[] {
  const ids = find('apis.*.clientId').map(({ value }) => value)
  const isGraphAlone = ids.length > 0 && ids.every((id) => id === MICROSOFT_GRAPH.clientId)
  const isAll = ids.length === find('apis.*').length
  return isGraphAlone && isAll ? ['apis needs an API besides Microsoft Graph'] : []
}

/** What no tenant can have. */
function impossibleTenancy(find: Find): string[] {
  const idsOf = (pattern: string) => find(pattern).map(({ value }) => value)
  const external = find('tenants.*.external').flatMap(({ path, value }) =>
    value === true ? idsOf(path.replace('external', 'id')) : [],
  )
  const of = (pattern: string) => find(pattern).filter(({ value }) => value === true)
  return [
    ...find('tenants.*.id')
      .filter(({ value }) => value === CONSUMERS.id)
      .map(({ path }) => `${path} is that of personal Microsoft accounts, which local-entra lacks`),
    ...of('apps.*.multiTenant')
      .filter(({ path }) => external.includes(idsOf(path.replace('multiTenant', 'tenantId'))[0]))
      .map(
        ({ path }) => `${path} is true, but an app of an external tenant is for that tenant alone`,
      ),
    ...of('apis.*.multiTenant')
      .filter(({ path }) => idsOf(path.replace('multiTenant', 'tenantId'))[0] === undefined)
      .map(({ path }) => `${path} is true, so the API needs a tenantId`),
  ]
}

function duplicates(find: Find): string[] {
  const ids = ['tenants.*.id', 'tenants.*.domain', 'apps.*.clientId', 'apis.*.clientId']
  const groups = [
    ...[...ids, 'apis.*.identifierUri', 'apis.*.setting.name'].map(find),
    ...find('apis.*').map(({ path }) => find(`${path}.scopes.*.value`)),
    find('accounts.*.userName'),
    find('groups.*.id'),
    ...find('accounts.*').map(({ path }) => find(`${path}.groups.*`)),
    ['accounts.*.oid', 'accounts.*.guestIn.*.oid'].flatMap(find),
    ...find('accounts.*').map(({ path }) =>
      [`${path}.tenantId`, `${path}.guestIn.*.tenantId`].flatMap(find),
    ),
  ]
  return [
    ...groups.flatMap(repeated),
    ...find('apps.*').flatMap(({ path }) => clashes(find(`${path}.redirectUris.*.*`))),
  ]
}

function repeated(entries: Entry[]): string[] {
  const first = new Map<string, string>()
  return entries.flatMap(({ path, value }) => {
    const key = String(value).toLowerCase()
    const earlier = first.get(key)
    first.set(key, earlier ?? path)
    return earlier === undefined ? [] : [`${path} repeats ${earlier}: ${String(value)}`]
  })
}

/** A redirect URI belongs to one platform, and the port of localhost does not make it another one. */
function clashes(redirectUris: Entry[]): string[] {
  return redirectUris.flatMap(({ path, value }, index) => {
    const earlier = redirectUris.slice(0, index).find((other) => {
      const isSamePlatform = platformIn(other.path) === platformIn(path)
      return isSamePlatform
        ? other.value === value
        : redirectUrisMatch(String(other.value), String(value))
    })
    return earlier ? [`${path} repeats ${earlier.path}: ${String(value)}`] : []
  })
}

const platformIn = (path: string) => path.split('.').at(-2)
