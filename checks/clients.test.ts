import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { describe, expect, it } from 'vitest'
import { filesIn } from './files.ts'
import { type DescribedTest, readTests } from './promises/read-tests.ts'

// local-entra/clients.md lists the client libraries that run against local-entra, with their flows: `npm run docs` writes
// it. A test that runs one says so: `meta: { client: '@azure/msal-node: code + PKCE, refresh token' }` in Vitest,
// `annotation: { type: 'client', description: '@azure/msal-browser: code + PKCE' }` in Playwright.

const folder = 'local-entra/src/clients'

/** The tables of the page, each with its columns. */
const tables: Record<string, string[]> = {
  'Sign-in of a user': [
    'code + PKCE',
    'form_post',
    'refresh token',
    'iframe',
    'claims challenge',
    'sign-out',
  ],
  'Other flows': [
    'client secret',
    'certificate',
    'client credentials',
    'on-behalf-of',
    'device code',
  ],
  APIs: ['verifies tokens', 'calls Microsoft Graph'],
}

interface Run {
  client: string
  flow: string
  /** Where the test runs: the mark in the table. */
  mark: 'test' | 'browser' | 'long'
}

const npm = packagesOfNpm()
const versions: Record<string, string> = { ...packagesOfNuget(), ...npm }
const files = filesIn([folder], /\.(?:test|spec)\.ts$/)
const tests = files.flatMap((file) => readTests(file))
const runs = tests.flatMap(runsOf)

function runsOf({ file, clients }: DescribedTest): Run[] {
  return clients.flatMap((remark) => {
    const [client = '', flows = ''] = remark.split(': ')
    // Packages from elsewhere need tools that not every machine has, so only the long tail runs them.
    const mark = file.endsWith('.spec.ts') ? 'browser' : client in npm ? 'test' : 'long'
    return flows.split(', ').map((flow) => ({ client, flow, mark }))
  })
}

/** @returns the version of each package */
function packagesOfNpm(): Record<string, string> {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    dependencies: Record<string, string>
    devDependencies: Record<string, string>
  }
  return { ...manifest.dependencies, ...manifest.devDependencies }
}

/** @returns the version of each package in the .NET projects of the tests */
function packagesOfNuget(): Record<string, string> {
  const projects = filesIn([folder], /\.csproj$/).map((file) => readFileSync(file, 'utf8'))
  const references = projects
    .join('')
    .matchAll(/<PackageReference Include="(.+?)" Version="(.+?)"/g)
  return Object.fromEntries([...references].map(([, name = '', version = '']) => [name, version]))
}

function page(): string {
  const sections = Object.entries(tables).map(
    ([title, columns]) => `## ${title}\n\n${table(columns)}`,
  )
  return `# Clients

The client libraries that sign in at local-entra and verify its tokens, unchanged and in the tests of local-entra. \`npm run docs\` writes this page from the tests.

- test: runs in \`npm test\`
- browser: runs in Chromium, in \`npm run test:all\`
- long: runs in \`npm run test:all\`, where the tools of its platform are installed

${sections.join('\n\n')}
`
}

function table(columns: string[]): string {
  const clients = [...new Set(runs.filter(({ flow }) => columns.includes(flow)).map(nameOf))]
  const rows = clients.toSorted().map((client) => {
    const own = runs.filter((run) => run.client === client)
    return [
      `${client} ${versions[client]}`,
      ...columns.map((column) => own.find(({ flow }) => flow === column)?.mark ?? ''),
    ]
  })
  const head = ['client', ...columns]
  const lines = [head, head.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const nameOf = ({ client }: Run) => client

describe('the list of clients', () => {
  it('is what the tests say: npm run docs', async () => {
    const file = join(import.meta.dirname, '../local-entra/clients.md')
    const options = await resolveConfig(file)
    const text = await format(page(), { ...options, parser: 'markdown' })
    await expect(text).toMatchFileSnapshot(file)
  })

  it('has the version and a column for everything that the tests name', () => {
    const columns = Object.values(tables).flat()
    expect(runs.filter(({ client }) => !(client in versions))).toEqual([])
    expect(runs.filter(({ flow }) => !columns.includes(flow))).toEqual([])
  })

  it('has a client of every test file', () => {
    const silent = files.filter(
      (file) => !tests.some((test) => test.file === file && test.clients.length > 0),
    )
    expect(silent).toEqual([])
  })
})
