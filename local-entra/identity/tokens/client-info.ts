import type { SampleAccount } from '../../registrations/registrations.ts'

/** The account's id in its home tenant, as MSAL keys its cache by it. */
export function clientInfo(account: SampleAccount): string {
  const info = { uid: account.oid, utid: account.tenantId }
  return Buffer.from(JSON.stringify(info)).toString('base64url')
}
