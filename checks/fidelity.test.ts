import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { filesIn } from './files.ts'
import { type DescribedTest, readTests } from './promises/read-tests.ts'

// local-entra/fidelity.md lists how the local identity provider behaves as Entra does. Each point is a test that says in its
// `meta` where the point is known from, in a group that is the section: `npm run docs` writes the list.

const page = 'local-entra/fidelity.md'
const sources = ['captured', 'documented', 'inferred', 'MSAL']

const sectionsInOrder = [
  'Case of ids',
  'Documents',
  'Authorize',
  'Admin consent',
  'Token',
  'Device code',
  'Tokens',
  'Tenants',
  'Confidential clients',
  'Client credentials',
  'On-behalf-of',
  'Groups and roles',
  'Graph',
  'Challenges',
  'Sign-out',
]

const points = filesIn(['local-entra/src'], /\.test\.ts$/)
  .flatMap((file) => readTests(file))
  .filter(({ fidelity }) => fidelity.length > 0)

describe('the list of behaviours', () => {
  it('is what the tests say', async () => {
    const text = readFileSync(page, 'utf8')
    const [before = '', rest = ''] = text.split('## As in Entra\n')
    const after = rest.slice(rest.indexOf('## Not as in Entra\n'))
    const written = `${before}## As in Entra\n\n${list(points)}\n\n${after}`
    await expect(written).toMatchFileSnapshot(`../${page}`)
  })

  it('names a known source and a known section for each point', () => {
    for (const { titles, fidelity } of points) {
      expect(sources, titles.join(' › ')).toEqual(expect.arrayContaining(fidelity))
      expect(titles.length, titles.join(' › ')).toBeGreaterThan(1)
      expect(sectionsInOrder).toContain(titles[0])
    }
  })
})

/** Markdown: a heading for each section, and a line for each point with its sources. */
function list(tests: readonly DescribedTest[]): string {
  const parts = sectionsInOrder.flatMap((section) => {
    const lines = tests.filter(({ titles }) => titles[0] === section).map(lineOf)
    return lines.length === 0 ? [] : [`### ${section}\n\n${lines.join('\n')}`]
  })
  return parts.join('\n\n')
}

function lineOf({ titles, fidelity }: DescribedTest): string {
  return `- ${titles.slice(1).join(': ')} (${[...new Set(fidelity)].join(', ')})`
}
