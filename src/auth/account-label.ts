import type { Account } from './tab.ts'

/** The properties of an account that can name it. MSAL's `AccountInfo` has them as well. */
export type NamedAccount = Pick<
  Account,
  'homeAccountId' | 'localAccountId' | 'tenantId' | 'username'
> & { name?: string | undefined; loginHint?: string | undefined }

/**
 * The label of an account on screen: its user name, or else its name, an address in its login hint, or the end of its id. An
 * ID token need not contain the claims of the `profile` scope (OpenID Connect Core 1.0 §5.4). Those of guests, and of users
 * who sign in with a phone number, often lack them.
 * @param all the accounts shown with it; the label adds the tenant or the id to tell accounts of the same name apart
 */
export function labelOf(account: NamedAccount, all: readonly NamedAccount[] = []): string {
  const { homeAccountId, localAccountId, tenantId } = account
  const label = plainLabelOf(account)
  const namesakes = all.filter(
    (other) => other.homeAccountId !== homeAccountId && plainLabelOf(other) === label,
  )
  if (namesakes.length === 0) return label
  const isOneInTenant = namesakes.every((other) => other.tenantId !== tenantId)
  return `${label} (${isOneInTenant ? `tenant ${endOf(tenantId)}` : endOf(localAccountId)})`
}

function plainLabelOf({ username, name, loginHint, localAccountId }: NamedAccount): string {
  // Entra's own hints are opaque.
  const address = /@/.test(loginHint ?? '') ? loginHint : undefined
  return [username, name, address].find(isVisible) ?? `Account ${endOf(localAccountId)}`
}

/** Whether a claim is a string with a visible character. */
export function isVisible(claim: unknown): claim is string {
  return typeof claim === 'string' && /[^\s\p{C}]/u.test(claim)
}

// Ids of personal accounts differ only at their end.
function endOf(id: string): string {
  return `…${id.slice(-8)}`
}

/**
 * The first letters of the first and the last word of a name, in any script, ignoring text in brackets or after an @:
 * `Müller, Anna (EXT)` becomes `MA`. For a name without letters, its first character.
 */
export function initialsOf(name: string): string {
  const own = name.replace(/[([{<].*?[)\]}>]|(?<=\S)@.*/g, '')
  // With combining marks. No word begins after an apostrophe or a hyphen.
  const letters = own.match(/(?<![\p{L}\p{M}\p{N}]['’-]?)[\p{L}\p{N}]\p{M}*/gu) ?? []
  const [first = /[^\s([{<]/u.exec(name)?.[0] ?? '', ...others] = letters
  return (first + (others.at(-1) ?? '')).toLocaleUpperCase()
}
