import { isDeepStrictEqual } from 'node:util'
import { parseUrl } from '../../command-line/parse-url.ts'
import {
  type Authority,
  type Members,
  printable,
  type PublicDocument,
  type PublicDocuments,
} from './public-documents.ts'
import { offers, reliances } from './relied-on.ts'

/** One difference between a tenant and local Entra, or what the app relies on. */
export interface Difference {
  /** What it means: the app breaks, local Entra is not as Entra, Entra has something new, the app could use it. */
  severity: 'breaks' | 'differs' | 'new' | 'offered'
  document: keyof PublicDocuments
  member: string
  sentence: string
}

/**
 * Compares the public documents of a tenant with what the app relies on, and with those of local Entra.
 * @returns the differences, the worst first
 */
export function compareDocuments(
  authority: Authority,
  theirs: PublicDocuments,
  ours: PublicDocuments,
): Difference[] {
  const broken = reliances.flatMap(({ document, member, holds, otherwise }): Difference[] => {
    const value = theirs[document]?.members[member]
    if (!theirs[document] || holds(value, authority)) return []
    const sentence = `\`${member}\` is ${describe(value)}. ${otherwise}`
    return [{ severity: 'breaks', document, member, sentence }]
  })
  const isBroken = ({ document, member }: Difference) =>
    broken.some((each) => each.document === document && member.split(/[.[]/)[0] === each.member)
  const others = names.flatMap((document) => compareDocument(document, theirs, ours))
  return [...broken, ...others.filter((each) => !isBroken(each))].toSorted(
    (one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity),
  )
}

const severities: Difference['severity'][] = ['breaks', 'differs', 'new', 'offered']
const names = ['OpenID configuration', 'keys', 'instance discovery'] as const

function compareDocument(
  document: keyof PublicDocuments,
  { [document]: theirs }: PublicDocuments,
  { [document]: ours }: PublicDocuments,
): Difference[] {
  if (!theirs || !ours) return []
  const [their, our] = [comparable(document, theirs), comparable(document, ours)]
  return [...new Set([...our.keys(), ...their.keys()])]
    .flatMap((member) => compareMember(member, their.get(member), our.get(member)))
    .map((difference) => ({ document, ...difference }))
}

type Found = Omit<Difference, 'document'>

function compareMember(member: string, theirs: unknown, ours: unknown): Found[] {
  if (isDeepStrictEqual(theirs, ours)) return []
  const name = `\`${printable(member)}\``
  if (theirs === undefined) {
    return [{ severity: 'differs', member, sentence: `${name} is missing. Local Entra has it.` }]
  }
  if (ours === undefined) {
    const isOffered = Object.hasOwn(offers, member) && theirs !== false
    const meaning = isOffered ? offers[member] : 'Local Entra does not have it.'
    const sentence = `${name} is new: ${describe(theirs)}. ${meaning}`
    return [{ severity: isOffered ? 'offered' : 'new', member, sentence }]
  }
  if (Array.isArray(theirs) && Array.isArray(ours)) return compareLists(member, theirs, ours)
  const sentence = `${name} is ${describe(theirs)}. In local Entra it is ${describe(ours)}.`
  return [{ severity: 'differs', member, sentence }]
}

function compareLists(member: string, theirs: unknown[], ours: unknown[]): Found[] {
  const name = `\`${printable(member)}\``
  const [added, removed] = [missingIn(ours, theirs), missingIn(theirs, ours)].map((list) =>
    list.length === 0 ? undefined : describe(list),
  )
  if (added && removed) {
    const sentence = `${name} lists ${added}, and not ${removed} as local Entra.`
    return [{ severity: 'differs', member, sentence }]
  }
  if (removed) {
    const sentence = `${name} does not list ${removed}. Local Entra does.`
    return [{ severity: 'differs', member, sentence }]
  }
  if (!added) return []
  const sentence = `${name} also lists ${added}. Local Entra does not.`
  return [{ severity: 'new', member, sentence }]
}

function missingIn(list: unknown[], other: unknown[]): unknown[] {
  return other.filter((each) => !list.some((own) => isDeepStrictEqual(own, each)))
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing'
  const text = Array.isArray(value) ? value.map((each) => JSON.stringify(each)).join(', ') : ''
  return printable(text || JSON.stringify(value))
}

/** A document without what differs from tenant to tenant and from cloud to cloud: hosts, ids, keys. */
function comparable(
  document: keyof PublicDocuments,
  { headers, members }: PublicDocument,
): Map<string, unknown> {
  const own =
    document === 'keys'
      ? { ...members, keys: undefined, ...formsIn('keys', members['keys']) }
      : { ...members, metadata: undefined, ...formsIn('metadata', members['metadata']) }
  const entries = Object.entries(own).filter(([, value]) => value !== undefined)
  const read = comparedHeaders.flatMap((name) => {
    const value = headers.get(name)
    return value === null ? [] : [[`header ${name}`, value] as const]
  })
  return new Map<string, unknown>([
    ...entries.flatMap(([name, value]) => {
      if (optional.has(name)) return []
      return [[name, perTenant.has(name) ? 'the value of this tenant' : normal(value)] as const]
    }),
    ...read,
  ])
}

const comparedHeaders = ['access-control-allow-origin', 'cache-control', 'content-type']

// Where the tenant is, and which cloud it is in.
const perTenant = new Set([
  'tenant_region_scope',
  'cloud_instance_name',
  'cloud_graph_host_name',
  'msgraph_host',
  'rbac_url',
])
// Only of tenants in some regions of the United States.
const optional = new Set(['tenant_region_sub_scope'])

function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, normal(each)]))
  }
  const url = typeof value === 'string' ? parseUrl(value) : undefined
  return url?.host ? url.pathname.replace(tenantSegment, '/<tenant>') : value
}

// An id, the placeholder of `common`, or a domain name.
const tenantSegment = /^\/(?:[0-9a-f]{8}-[0-9a-f-]{27}|%7Btenantid%7D|[\w-]+(?:\.[\w-]+)+)(?=\/|$)/i

/** The members of the entries in a list: the values of those that are the same for each tenant, and otherwise their type. */
function formsIn(name: string, list: unknown): Members {
  if (!Array.isArray(list)) return { [name]: list }
  const all = [...new Set(list.flatMap((entry) => Object.keys(Object(entry))))]
  const formsOf = (member: string) => [...new Set(list.map((entry) => formOf(member, entry)))]
  return Object.fromEntries(all.map((member) => [`${name}[].${member}`, formsOf(member)]))
}

function formOf(member: string, entry: unknown): unknown {
  const value = (Object(entry) as Members)[member]
  if (value === undefined) return 'nothing'
  if (sameForAll.has(member)) return normal(value)
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}

const sameForAll = new Set(['kty', 'use', 'alg', 'e', 'issuer', 'key_ops'])
