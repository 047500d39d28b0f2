import type { LocalEntra } from './local-entra.ts'
import { noteOf } from './registrations/accounts.ts'
import { singlePageApp } from './registrations/registry.ts'

/** What a person needs to know about a running stack, as lines for a terminal. */
export function describeStack({
  identity,
  weatherApi,
  graph,
  controlOrigin,
  registrations,
}: LocalEntra): string[] {
  const accounts = identity.sampleAccounts
  const width = Math.max(...accounts.map(({ userName }) => userName.length))
  return [
    `Identity provider  ${identity.origin}/`,
    `Weather API        ${weatherApi.url}`,
    `Microsoft Graph    ${graph.url}`,
    ...(controlOrigin === undefined ? [] : [`Control            ${controlOrigin}/`]),
    '',
    'Accounts, no password:',
    ...accounts.map((account) =>
      `  ${account.userName.padEnd(width)}  ${noteOf(account)}`.trimEnd(),
    ),
    ...(singlePageApp(registrations.apps) ? [] : ['', NO_SINGLE_PAGE_APP]),
  ]
}

const NO_SINGLE_PAGE_APP =
  'No single-page app is registered: an app with redirectUris.spa, or without redirect URIs, secrets, certificates and publicClientFlows.'
