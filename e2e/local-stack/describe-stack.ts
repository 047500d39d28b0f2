import type { LocalStack } from './local-stack.ts'

/** What a person needs to know about a running stack, as lines for a terminal. */
export function describeStack({ identity, weatherApi }: LocalStack): string[] {
  const width = Math.max(...identity.sampleAccounts.map(({ userName }) => userName.length))
  return [
    `Identity provider  ${identity.origin}/`,
    `Weather API        ${weatherApi.url}`,
    '',
    'Sample accounts (no password):',
    ...identity.sampleAccounts.map(({ userName, name }) => `  ${userName.padEnd(width)}  ${name}`),
  ]
}
