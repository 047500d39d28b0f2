import { membership } from '../../../registrations/registry.ts'
import { tenantFor } from '../../authority.ts'
import { Check, Prompt } from '../../core/oidc-provider-parts.ts'
import { EntraError } from '../../errors/entra-error.ts'
import type { IdentityState } from '../../identity-state.ts'
import { accountOf, type CarriedRequest, carriedRequest } from '../carried-request.ts'

/**
 * Not a prompt but a gate in their row: the person is known by now, and may not be let in at
 * all. Nothing that the person could do on a page would change that.
 */
export function accessGate(state: IdentityState): Prompt {
  return new Prompt(
    { name: 'access' },
    new Check('may_not_enter', 'never a prompt', (ctx) => {
      const account = accountOf(state, ctx)
      if (account) requireAccess(state, account, carriedRequest(state, ctx.oidc.params))
      return false
    }),
  )
}

type Account = NonNullable<ReturnType<typeof accountOf>>

/** Throws EntraError when the person may not use the app in the tenant. */
export function requireAccess(
  { registry }: Pick<IdentityState, 'registry'>,
  account: Account,
  {
    app,
    authority,
    adminConsent,
  }: Pick<CarriedRequest, 'app' | 'authority'> & Partial<CarriedRequest>,
): void {
  const { userName } = account
  const tenant = tenantFor(authority, account, registry)
  const details = { userName, clientId: app.clientId, tenant: tenant.name }
  if (!membership(account, tenant.id)) throw new EntraError(50020, details)
  if (account.disabled) throw new EntraError(50057, details)
  if (account.blocked) throw new EntraError(53003, details)
  // An administrator who consents does not use the app.
  if (adminConsent) return
  if (app.assignmentRequired && account.unassigned) throw new EntraError(50105, details)
}
