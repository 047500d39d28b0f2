import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { expect, test } from 'vitest'
import { bothAnswers, staleDifferences } from './differences.ts'

function page(): string {
  const chapters = bothAnswers.map(({ title, clauses }) => {
    const rows = clauses.map((clause) => [
      clause.title,
      clause.answer,
      clause.answer === clause.aspNetCore ? 'the same' : clause.aspNetCore,
    ])
    const head = ['', 'weather-api', 'ASP.NET Core']
    const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
    return `## ${title}\n\n${lines.join('\n')}`
  })
  return `# The contract

What [\`weather-api\`](../../weather-api/README.md) answers, and this API, whose policy is the one of ASP.NET Core and Microsoft.Identity.Web. \`npm run docs\` writes this page from the tests of both: [the table](../../weather-api/testing/contract.ts) and [the differences](differences.ts).

A status is followed by what \`WWW-Authenticate\` says: the \`error_description\`, else the \`error\`, else all of it.

${chapters.join('\n\n')}
`
}

test('the page has the answers of both implementations: npm run docs', async () => {
  const file = join(import.meta.dirname, 'contract.md')
  const text = await format(page(), { ...(await resolveConfig(file)), parser: 'markdown' })
  await expect(text).toMatchFileSnapshot(file)
})

test('each difference belongs to a clause, and differs from it', () => {
  expect(staleDifferences).toEqual([])
})
