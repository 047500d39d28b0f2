import type { InteractionResults } from 'oidc-provider'
import { requireAccess } from '../authorize/prompts/access.ts'
import { signInPage } from '../pages/sign-in-page.ts'
import { isHintOf } from '../tokens/login-hint.ts'
import type { Step, StepContext } from './step.ts'

/** Choosing a sample account stands for typing a user name and a password. */
export const signInStep: Step = {
  title: 'Sign in',
  page: ({ state, request }) =>
    signInPage(request.app.name, offeredAccounts(state.registry.registrations.accounts, request)),
  decide: signIn,
}

/** Throws EntraError when the person may not use the app: then nobody is signed in. */
export function signIn(
  { state, request }: StepContext,
  form: URLSearchParams,
): InteractionResults | undefined {
  const account = state.registry.account(form.get('account') ?? '')
  if (!account) return undefined
  requireAccess(state, account, request)
  return { login: { accountId: account.userName, ts: state.clock.now() } }
}

/** The domain hint narrows the choice, the login hint puts one account first. */
function offeredAccounts<Account extends { userName: string }>(
  accounts: Account[],
  { domainHint, loginHint }: Pick<StepContext['request'], 'domainHint' | 'loginHint'>,
): Account[] {
  const ofDomain = accounts.filter(({ userName }) => userName.endsWith(`@${domainHint}`))
  const offered = ofDomain.length > 0 ? ofDomain : accounts
  const isHinted = ({ userName }: Account) => Number(isHintOf(loginHint ?? '', userName))
  return offered.toSorted((one, other) => isHinted(other) - isHinted(one))
}
