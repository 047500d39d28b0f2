import { expect, serverTest } from '../../e2e/support/fixtures.ts'
import { runCycle, type CycleResult } from './run-cycle.ts'
import { createReport } from './soak-report.ts'

interface SoakOptions {
  cycles: number
  /** The seed of the first cycle; each later one is one higher. */
  firstSeed: number
}

const test = serverTest.extend<object, SoakOptions>({
  cycles: [15, { option: true, scope: 'worker' }],
  firstSeed: [20260301, { option: true, scope: 'worker' }],
})

test('after any fault, a session recovers, without a loop and without leaving a token behind', async ({
  browser,
  site,
  stack,
  cycles,
  firstSeed,
  tokenStorage,
}) => {
  test.setTimeout(cycles * 60_000)
  const results: CycleResult[] = []
  for (let cycle = 0; cycle < cycles; cycle++) {
    results.push(await runCycle({ browser, site, stack }, firstSeed + cycle))
    if (results.length % 50 === 0) console.log(`${tokenStorage}: ${results.length} of ${cycles}`)
  }
  const report = createReport(results)
  console.log(`${tokenStorage}, from seed ${firstSeed}: ${JSON.stringify(report, undefined, 2)}`)
  expect(report).toMatchObject({ cycles, deadEnds: [], leaks: [], faults: [] })
  expect(report.mostRedirectsPerLoad).toBeLessThanOrEqual(1)
  // A sign-in may be followed by one for what the API demands.
  expect(report.mostRedirectsInARow).toBeLessThanOrEqual(2)
  expect(report.signOutP95).toBeLessThan(1_000)
})
