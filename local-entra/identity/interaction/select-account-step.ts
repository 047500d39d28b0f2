import { pickAccountPage } from '../pages/pick-account-page.ts'
import { signIn, signInStep } from './sign-in-step.ts'
import type { Step, StepContext } from './step.ts'

/** Says which of the people signed in is meant, or that it is somebody else. */
export const selectAccountStep: Step = {
  title: 'Pick an account',
  page: (context) => {
    const people = signedIn(context)
    if (people.length === 0 || context.query.has('another')) return signInStep.page(context)
    return pickAccountPage({
      question: `to continue to ${context.request.app.name}`,
      accounts: people.map(({ account }) => account),
      anotherLink: '?another',
    })
  },
  decide: (context, form) => {
    const known = signedIn(context).find(({ account }) => account.userName === form.get('account'))
    const login = known
      ? { login: { accountId: known.account.userName, ts: known.person.authTime } }
      : signIn(context, form)
    return login && { ...login, select_account: {} }
  },
}

function signedIn({ state, sessionUid }: StepContext) {
  return state.people.inBrowser(sessionUid).flatMap((person) => {
    const account = state.registry.account(person.userName)
    return account ? [{ person, account }] : []
  })
}
