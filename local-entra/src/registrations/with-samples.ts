import type { Registrations } from './registrations.ts'
import { sampleRegistrations } from './sample-registrations.ts'

/** What identifies an entry of each list. */
const KEYS = {
  tenants: 'id',
  apps: 'clientId',
  apis: 'clientId',
  groups: 'id',
  accounts: 'userName',
} as const

type List = keyof typeof KEYS
type Samples = Record<List, readonly object[]>
const LISTS = Object.keys(KEYS) as List[]

/** @returns the samples that registrations ask for with `samples`; undefined if they do not */
export function requestedSamples(value: unknown, appName?: string): Samples | undefined {
  return Object(value).samples === true ? sampleRegistrations(appName) : undefined
}

/**
 * Adds the samples to registrations. An entry with the id of a sample gets the keys of the sample that it lacks.
 * @returns registrations with their own entries first in each list, so that the paths of faults are those of the file
 */
export function addSamples(value: unknown, samples: Samples): unknown {
  const lists = LISTS.map((list) => {
    const own: unknown = Object(value)[list] ?? []
    // Not a list: a fault that the schema reports.
    return [list, Array.isArray(own) ? merge(list, own, samples[list]) : own]
  })
  return { ...Object(value), ...Object.fromEntries(lists) }
}

function merge(list: List, own: readonly unknown[], samples: readonly object[]): unknown[] {
  const changed = own.map((entry) => {
    const sample = samples.find((each) => isSame(list, each, entry))
    return sample ? { ...sample, ...Object(entry) } : entry
  })
  return [...changed, ...samples.filter((each) => !own.some((entry) => isSame(list, each, entry)))]
}

/** Ids and user names are the same in any case. */
function isSame(list: List, sample: unknown, entry: unknown): boolean {
  const [first, second] = [sample, entry].map((each) => Object(each)[KEYS[list]])
  return typeof second === 'string' && String(first).toLowerCase() === second.toLowerCase()
}

/**
 * Moves the samples of merged registrations below `samples`, where a path shows that they are not in the file.
 * @param own the registrations without the samples
 */
export function separateSamples(merged: unknown, own: unknown, samples: Samples): object {
  const lists = LISTS.map((list) => {
    const entries: unknown = Object(merged)[list]
    const written: unknown = Object(own)[list] ?? []
    if (!Array.isArray(entries) || !Array.isArray(written)) return { list, own: entries, added: [] }
    const isOwn = (entry: unknown) =>
      placeOf(list, entry, samples) === samples[list].length ||
      written.some((each) => isSame(list, each, entry))
    const added = entries
      .filter((entry) => !isOwn(entry))
      .map((entry) => [placeOf(list, entry, samples), entry])
    return { list, own: entries.filter(isOwn), added }
  })
  return {
    ...Object.fromEntries(lists.map((each) => [each.list, each.own])),
    samples: Object.fromEntries(lists.map((each) => [each.list, Object.fromEntries(each.added)])),
  }
}

/** @returns the index of the sample that an entry is or changes; after all samples if there is none */
function placeOf(list: List, entry: unknown, samples: Samples): number {
  const index = samples[list].findIndex((sample) => isSame(list, sample, entry))
  return index === -1 ? samples[list].length : index
}

/** Sorts each list: the samples, changed or not, in their order, before what the file adds. */
export function samplesFirst(merged: Registrations, samples: Samples): Registrations {
  const sorted = <Entry>(list: List, entries: Entry[]) => {
    const place = (entry: Entry) => placeOf(list, entry, samples)
    return entries.toSorted((first, second) => place(first) - place(second))
  }
  return {
    tenants: sorted('tenants', merged.tenants),
    apps: sorted('apps', merged.apps),
    apis: sorted('apis', merged.apis),
    groups: sorted('groups', merged.groups),
    accounts: sorted('accounts', merged.accounts),
  }
}
