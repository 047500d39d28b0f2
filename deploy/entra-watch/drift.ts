import { startLocalEntra } from '#local-entra'
import { type Command, requireGoodOptions } from '../../command-line/command.ts'
import { FaultError } from '../../command-line/fault.ts'
import type { ReadOptions } from '../../command-line/options.ts'
import { compareDocuments, type Difference } from './compare-documents.ts'
import { type Authority, readPublicDocuments } from './public-documents.ts'
import { configurationOptions, readAuthority } from './subject.ts'
import { authorityIn } from './twin.ts'

/** Compares the public documents of a tenant with local Entra. Signs in no one, and sends nothing but three GET requests. */
export const driftCommand: Command = {
  options: {
    ...configurationOptions,
    cloud: { value: '<name>', help: 'of a tenant id: public (default), us-government or china' },
    json: { help: 'print the differences as JSON' },
  },
  takesWords: true,
  purpose: `Compares the public documents of a tenant (OpenID configuration, keys, instance discovery) with what local Entra
answers and with what the app relies on. It needs no account and changes nothing.

  npm run drift -- contoso.onmicrosoft.com
  npm run drift -- https://login.microsoftonline.com/<tenant id>`,
  notes: `Without a tenant, it takes the authority of the configuration. Exit codes: 0 without a difference, 1 with at least one,
2 when nothing could be compared.

It has not been run against Microsoft Entra itself yet: docs/entra-watch.md.`,
  run: async (options, { say }) => {
    requireGoodOptions(options.faults)
    const { authority, differences } = await compareNamed(options)
    const inJson = options.flags.has('json')
    say(inJson ? JSON.stringify(differences, undefined, 2) : report(authority, differences))
    return differences.length === 0 ? 0 : 1
  },
}

async function compareNamed(options: ReadOptions) {
  try {
    const authority = await readAuthority(options)
    return { authority: authority.authority, differences: await findDrift(authority) }
  } catch (error) {
    if (!(error instanceof FaultError)) throw error
    throw new FaultError(error.faults, { exitCode: 2, cause: error })
  }
}

/**
 * Compares a tenant with local Entra, which runs in this process meanwhile.
 * @throws {FaultError} when the documents cannot be read
 */
export async function findDrift(authority: Authority): Promise<Difference[]> {
  const theirs = await readPublicDocuments(authority)
  const twin = await startLocalEntra()
  try {
    const ours = await readPublicDocuments(authorityIn(twin, authority))
    return compareDocuments(authority, theirs, ours)
  } finally {
    await twin.close()
  }
}

const headings = {
  breaks: '✘ Breaks the app',
  differs: '! Local Entra differs',
  new: '+ New in Entra',
  offered: '* The app could use it',
} as const

function report(authority: string, differences: readonly Difference[]): string {
  const lines = differences.map(
    ({ severity, document, sentence }) => `${headings[severity]}. In the ${document}, ${sentence}`,
  )
  const count = differences.length === 1 ? '1 difference' : `${differences.length} differences`
  const result = differences.length === 0 ? 'No difference' : count
  return [...lines, `${result} between ${authority} and local Entra.`].join('\n')
}
