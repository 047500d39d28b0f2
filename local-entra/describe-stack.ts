import type { LocalStack } from './local-stack.ts'

/** What a person needs to know about a running stack, as lines for a terminal. */
export function describeStack({ identity, weatherApi, controlOrigin }: LocalStack): string[] {
  const accounts = identity.sampleAccounts
  const width = Math.max(...accounts.map(({ userName }) => userName.length))
  return [
    `Identity provider  ${identity.origin}/`,
    `Weather API        ${weatherApi.url}`,
    ...(controlOrigin === undefined ? [] : [`Control            ${controlOrigin}/`]),
    '',
    'Sample accounts, no password:',
    ...accounts.map(({ userName, note }) => `  ${userName.padEnd(width)}  ${note}`.trimEnd()),
  ]
}
