import type { AadstsFault, ResponseFaultName, Control, Undo, WireFault } from '#local-entra'
import { plainAccount } from '../../e2e/support/person.ts'
import { hour } from '../../e2e/support/session-steps.ts'
import type { Step } from './world.ts'

const endpoints = ['token', 'authorize', 'weather'] as const
const wireFaults: Omit<WireFault, 'endpoint'>[] = [
  { status: 500 },
  { status: 503 },
  { status: 429 },
  { status: 401 },
  { drop: true },
  { hang: true },
  { body: '<html>' },
  { body: [] },
]

const refusals: Pick<AadstsFault, 'endpoint' | 'aadsts'>[] = [
  { endpoint: 'token', aadsts: 700084 },
  { endpoint: 'token', aadsts: 50173 },
  { endpoint: 'token', aadsts: 50076 },
  { endpoint: 'token', aadsts: 53003 },
  { endpoint: 'token', aadsts: 65001 },
  { endpoint: 'token', aadsts: 70000 },
  { endpoint: 'authorize', aadsts: 50058 },
  { endpoint: 'authorize', aadsts: 50076 },
  { endpoint: 'authorize', aadsts: 53003 },
  { endpoint: 'authorize', aadsts: 16000 },
  { endpoint: 'authorize', aadsts: 50011 },
]

const responseFaults: ResponseFaultName[] = [
  'wrong nonce',
  'wrong issuer',
  'wrong audience',
  'wrong tenant',
  'wrong subject',
  'expired id token',
  'broken client_info',
  'client_info of another account',
  'repeated code',
  'foreign iss',
  'access token without scope',
]

const changes: Record<string, (control: Control) => Undo> = {
  'the API wants newer tokens': (control) => control.demandClaims(),
  'the API wants a second factor': (control) => control.requireStepUp(),
  'every user needs a second factor': (control) => control.requireMfa(),
  'the account is blocked': (control) => control.changeAccount(plainAccount, { blocked: true }),
  'the account is disabled': (control) => control.changeAccount(plainAccount, { disabled: true }),
  'the next consent is declined': (control) => control.declineConsent(),
  'the API rejects every token issued so far': (control) => control.expireAccessTokens(),
  'tokens live for five minutes': (control) => control.setAccessTokenLifetime(300),
  'tokens should be renewed at half of their lifetime': (control) =>
    control.setSwitch('refreshIn', true),
  'an unannounced key signs': (control) => control.replaceKeys(),
}

// The browser then waits for another site: the app can do nothing.
const isHangingPage = ({ endpoint, hang }: WireFault) => endpoint === 'authorize' && hang === true

/** What can go wrong in a session. The cycle undoes it at its end, where possible. */
export const faults: readonly Step[] = [
  ...endpoints
    .flatMap((endpoint) => wireFaults.map((fault) => ({ endpoint, ...fault })))
    .filter((fault) => !isHangingPage(fault))
    .map(wireFault),
  ...refusals.map(wireFault),
  ...responseFaults.map((tamper) => wireFault({ tamper })),
  ...Object.entries(changes).map(([name, change]): Step => ({
    name,
    take: ({ stack, undos }) => void undos.push(change(stack.control)),
  })),
  {
    name: 'refresh tokens have expired',
    take: ({ stack }) => stack.control.expireRefreshTokens(),
  },
  { name: 'every session is revoked', take: ({ stack }) => stack.control.revoke() },
  { name: 'the consent is withdrawn', take: ({ stack }) => stack.control.withdrawConsent() },
  { name: 'the announced key signs', take: ({ stack }) => stack.control.rotateKeys() },
  { name: 'the provider’s cookies are cleared', take: ({ context }) => context.clearCookies() },
  ...(['identity', 'weather-api'] as const).map((server): Step => ({
    name: `${server} is down`,
    take: async ({ stack, undos }) => {
      undos.push(() => stack.control.resume(server))
      await stack.control.pause(server)
    },
  })),
  ...[-5, 5].map((hours): Step => ({
    name: `the clock is set by ${hours} hours`,
    take: async ({ page }) => {
      const now = await page.evaluate(() => Date.now())
      await page.clock.setSystemTime(now + hours * hour * 1000)
    },
  })),
]

/** A fault that happens one to three times, or until it is undone. */
function wireFault(fault: Parameters<Control['fault']>[0]): Step {
  return {
    name: Object.entries(fault)
      .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
      .join(', '),
    take: ({ stack, random, undos }) => {
      const times = random.of([1, 2, 3, undefined])
      undos.push(stack.control.fault({ ...fault, ...(times !== undefined && { times }) }))
    },
  }
}
