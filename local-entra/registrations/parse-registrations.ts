import * as v from 'valibot'
import { describeIssue } from '../describe-issue.ts'
import {
  type Registrations,
  type RegistrationsInput,
  registrationsSchema,
} from './registrations.ts'

/** The registrations cannot be used. The message has one line for every fault. */
export class RegistrationsError extends Error {
  override readonly name = 'RegistrationsError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(['The registrations have these faults:', ...faults].join('\n  - '))
    this.faults = faults
  }
}

/**
 * Reads registrations out of parsed JSON.
 *
 * @throws {RegistrationsError} with every fault at once
 */
export function parseRegistrations(value: unknown): Registrations {
  const result = v.safeParse(registrationsSchema, value)
  if (!result.success) {
    throw new RegistrationsError(result.issues.map((issue) => describeIssue(issue, 'the file')))
  }
  const faults = [
    ...unknownTenants(result.output),
    ...rolesOfNothing(result.output),
    ...duplicates(result.output),
  ]
  if (faults.length > 0) throw new RegistrationsError(faults)
  return result.output
}

/** Registrations written in TypeScript, with the defaults filled in. */
export function registrations(input: RegistrationsInput): Registrations {
  return parseRegistrations(input)
}

function unknownTenants({ tenants, apps, accounts }: Registrations): string[] {
  const known = new Set(tenants.map(({ id }) => id))
  const references = [
    ...apps.map(({ tenantId }, index) => [`apps.${index}.tenantId`, tenantId] as const),
    ...accounts.flatMap(({ tenantId, guestIn }, index) => [
      [`accounts.${index}.tenantId`, tenantId] as const,
      ...guestIn.map(
        (guest, at) => [`accounts.${index}.guestIn.${at}.tenantId`, guest.tenantId] as const,
      ),
    ]),
  ]
  return references
    .filter(([, tenantId]) => !known.has(tenantId))
    .map(([where, tenantId]) => `${where} is ${tenantId}, which is none of the tenants`)
}

function rolesOfNothing({ apps, apis, accounts }: Registrations): string[] {
  const known = new Set([...apps, ...apis].map(({ clientId }) => clientId))
  return accounts.flatMap(({ roles }, index) =>
    Object.keys(roles)
      .filter((clientId) => !known.has(clientId))
      .map((clientId) => `accounts.${index}.roles has ${clientId}, which is no app and no API`),
  )
}

function duplicates({ tenants, apps, apis, accounts }: Registrations): string[] {
  return [
    ...repeated(
      'tenants',
      'id',
      tenants.map(({ id }) => id),
    ),
    ...repeated(
      'tenants',
      'domain',
      tenants.map(({ domain }) => domain),
    ),
    ...repeated(
      'apps',
      'clientId',
      apps.map(({ clientId }) => clientId),
    ),
    ...repeated(
      'apis',
      'identifierUri',
      apis.map(({ identifierUri }) => identifierUri.toLowerCase()),
    ),
    ...repeated(
      'apis',
      'setting.name',
      apis.map(({ setting }) => setting?.name),
    ),
    ...repeated(
      'accounts',
      'userName',
      accounts.map(({ userName }) => userName),
    ),
  ]
}

function repeated(list: string, key: string, values: readonly (string | undefined)[]): string[] {
  return values.flatMap((value, index) =>
    value !== undefined && values.indexOf(value) < index
      ? [`${list}.${index}.${key} is ${value} a second time`]
      : [],
  )
}
