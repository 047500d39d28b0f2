import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { expect, test } from 'vitest'
import {
  apiErrors,
  apiRefusals,
  claimsDemanded,
  forbiddenFor,
  otherSignIn,
} from '../src/errors/catalogue/api.ts'
import { appErrors, authErrors } from '../src/errors/catalogue/app.ts'
import { entraErrors } from '../src/errors/catalogue/entra.ts'
import { type Catalogue, type CatalogueEntry, whoLabels } from '../src/errors/catalogue/entry.ts'
import { msalErrors } from '../src/errors/catalogue/msal.ts'
import { oauthErrors, renewalErrors, suberrors } from '../src/errors/catalogue/oauth.ts'

/** Headings, and the entries below each by what leads to them. */
const parts: readonly [heading: string, entries: Catalogue][] = [
  ['Error numbers of Entra ID', entraErrors],
  ['Suberrors of Entra ID', suberrors],
  ['Errors of OAuth and OpenID Connect', oauthErrors],
  ['The same errors during a renewal', renewalErrors],
  ['Error codes of MSAL', msalErrors],
  ['Responses of an API', { ...apiErrors, 'another kind of sign-in': otherSignIn }],
  [
    'Reasons that an API gives with 401',
    Object.fromEntries(apiRefusals.map(({ says, entry }) => [says.source, entry])),
  ],
  ['Reasons for 403, and claims challenges', { ...forbiddenFor, challenge: claimsDemanded }],
  ['Responses that the app rejects', authErrors],
  ['The app itself', appErrors],
]

function pageOf(): string {
  const sections = parts.map(([heading, entries]) => `## ${heading}\n\n${listOf(entries)}`)
  return `# Error catalogue

What the app says for each error. \`npm run docs\` writes this page from \`src/errors/catalogue\`, and a test fails while it is out of date. Names in braces stand for values of the deployment, which the page fills in. [Errors](errors.md) explains how an error finds its entry.

${sections.join('\n\n')}
`
}

/** Entries with one explanation share a line. */
function listOf(entries: Catalogue): string {
  const keys = new Map<string, string[]>()
  for (const [key, entry] of Object.entries(entries)) {
    const line = lineOf(entry)
    keys.set(line, [...(keys.get(line) ?? []), `\`${key}\``])
  }
  return Array.from(keys, ([line, names]) => `- ${names.join(', ')}: ${line}`).join('\n')
}

function lineOf({ title, text, fix, who, developer }: CatalogueEntry): string {
  const lines = [`**${title}.** ${text}`, `  - _${whoLabels[who]}:_ ${fix}`]
  if (developer !== undefined) lines.push(`  - _More for the developer:_ ${developer}`)
  return lines.join('\n').replaceAll('{api}', 'API')
}

test('docs/error-catalogue.md says what the catalogue says: npm run docs', async () => {
  const page = join(import.meta.dirname, '../docs/error-catalogue.md')
  const options = await resolveConfig(page)
  const text = await format(pageOf(), { ...options, parser: 'markdown' })
  await expect(text).toMatchFileSnapshot(page)
})
