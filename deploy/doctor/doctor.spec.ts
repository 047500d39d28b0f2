import { execFile } from 'node:child_process'
import type { Finding } from './finding.ts'
import { diagnose } from './doctor.ts'
import { expect, serverTest as test } from '../../e2e/support/fixtures.ts'
import { faultsOfApi } from './faults/api.ts'
import { faultsOfConfiguration } from './faults/configuration.ts'
import { faultsOfCors } from './faults/cors.ts'
import { faultsOfHeaders } from './faults/headers.ts'
import { faultsOfHost } from './faults/host.ts'
import { faultsOfInjectedMarkup } from './faults/injected-markup.ts'
import { faultsOfReports, withCollector } from './faults/reports.ts'
import { faultsOfIdentityProvider } from './faults/identity-provider.ts'
import { accessTokenFor, faultsWithToken } from './faults/token.ts'
import type { Planted } from './faults/fault.ts'

function failed(findings: Finding[]): string[] {
  return findings.filter(({ outcome }) => outcome !== 'good').map(({ check }) => check)
}

test(
  'the doctor finds no problem in a correct deployment',
  { tag: '@promise' },
  async ({ site }) => {
    const findings = await diagnose({ app: site.origin })
    expect(failed(findings)).toEqual([])
    expect(findings.length).toBeGreaterThan(25)
  },
)

test(
  'the doctor accepts upper case and trailing slashes in the configuration',
  { tag: '@promise' },
  async ({ site, stack: { appConfig } }) => {
    await site.deploy({
      ...appConfig,
      authority: `${appConfig.authority.toUpperCase()}/`,
      clientId: appConfig.clientId.toUpperCase(),
      authorityMetadata: {
        ...appConfig.authorityMetadata,
        issuer: `${appConfig.authorityMetadata.issuer}/`,
      },
    })
    expect(failed(await diagnose({ app: site.origin }))).toEqual([])
  },
)

test('the doctor accepts a good response to an access token, and never prints the token', async ({
  site,
  stack,
}) => {
  const token = await accessTokenFor(stack)
  const findings = await diagnose({ app: site.origin, token })
  expect(failed(findings)).toEqual([])
  expect(findings.map(({ check }) => check)).toEqual(expect.arrayContaining(['token', 'api-data']))
  expect(JSON.stringify(findings)).not.toContain(token.slice(0, 40))
})

test('the doctor finds no problem in a collector of reports, except that browsers need https', async ({
  site,
  stack,
}) => {
  const findings = await diagnosePlanted(await withCollector()({ site, stack }), site.origin)
  expect(failed(findings)).toEqual(['reports'])
  expect(findings.find(({ check }) => check === 'report-endpoint')?.outcome).toBe('good')
})

const faults = [
  ...faultsOfConfiguration,
  ...faultsOfIdentityProvider,
  ...faultsOfApi,
  ...faultsOfCors,
  ...faultsOfHost,
  ...faultsOfHeaders,
  ...faultsOfInjectedMarkup,
  ...faultsOfReports,
  ...faultsWithToken,
]

async function diagnosePlanted(
  { app = '', target, undo }: Planted,
  origin: string,
): Promise<Finding[]> {
  try {
    return await diagnose({ app: app || origin, ...target })
  } finally {
    await undo?.()
  }
}

for (const { title, plant, checks, problem, fix } of faults) {
  test(`the doctor finds: ${title}`, async ({ site, stack }) => {
    const findings = await diagnosePlanted(await plant({ site, stack }), site.origin)
    expect(failed(findings)).toEqual(checks)
    const found = findings.find(({ check, outcome }) => check === checks[0] && outcome !== 'good')
    expect(found?.problem).toMatch(problem)
    expect(found?.fix).toMatch(fix)
  })
}

/** Runs the command without npm, which Windows cannot start without a shell. */
function runDoctor(...parameters: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const command = ['node_modules/jiti/lib/jiti-cli.mjs', 'deploy/doctor/cli.ts', ...parameters]
    execFile(process.execPath, command, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr })
    })
  })
}

test(
  'npm run doctor prints one line per check and exits with 0',
  { tag: '@promise' },
  async ({ site }) => {
    const { code, output } = await runDoctor('--app', site.origin)
    expect(code).toBe(0)
    expect(output).toMatch(/^(?:✔ .+\n)+\nNo problems found\.\n$/)
  },
)

test('npm run doctor exits with 1 for a problem, also with --json', async ({ site, stack }) => {
  stack.control.fault({ endpoint: 'weather', status: 404 })
  const { code, output } = await runDoctor('--app', site.origin, '--json')
  expect(code).toBe(1)
  const findings = JSON.parse(output) as Finding[]
  expect(findings.filter(({ outcome }) => outcome === 'bad').map(({ check }) => check)).toContain(
    'api',
  )
})

test('npm run doctor refuses an invalid address', async () => {
  const { code, output } = await runDoctor('--app', 'weather', '--password', 'hunter2')
  expect(code).toBe(2)
  expect(output).toContain('✘ --app cannot be "weather".')
  expect(output).not.toContain('hunter2')
})
