import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { requireGoodOptions, runProcess } from '../command-line/command.ts'
import type { Fault } from '../command-line/fault.ts'
import type { Options, ReadOptions } from '../command-line/options.ts'
import { measureAnHour } from './an-hour.ts'
import { findMissed } from './budgets.ts'
import { type Contest, startContest } from './contestants.ts'
import { measureAccounts, measureCallers, measureTabs } from './crowds.ts'
import { measureEntries } from './growth.ts'
import { nameBrowser, openProfile } from './profiles.ts'
import { comparisonTable, growthTable, legTable, type Run } from './report.ts'
import { type LineSpeed, openSlowLine } from './slow-line.ts'
import { summarise, type Trials } from './summary.ts'
import { runTrial } from './trial.ts'

const options = {
  repeats: { value: '<n>', help: 'pairs of trials; 7 by default' },
  slowdown: { value: '<n>', help: 'how many times slower the processor is; 4 by default' },
  quick: { help: 'only the pairs, without how it grows' },
  against: {
    value: '<folder>',
    help: 'another build of this app in the place of the reference page, such as one of the commit before; only the pairs',
  },
  record: { help: 'keep the result in benchmark/last-run.json, to compare the next one with' },
  json: { value: '<file>', help: 'write the result there' },
} satisfies Options

const phoneLine = { roundTrip: 150, bitsPerSecond: 1_600_000, handshakeTrips: 2 }
const deskLine = { roundTrip: 0, bitsPerSecond: 1e10, handshakeTrips: 0 }
const lastRun = join(import.meta.dirname, 'last-run.json')

async function inContest<Result>(
  line: LineSpeed,
  against: string | undefined,
  measure: (contest: Contest) => Promise<Result>,
): Promise<Result> {
  const contest = await startContest(openSlowLine(line), against)
  try {
    return await measure(contest)
  } finally {
    await contest.close()
  }
}

async function compare(contest: Contest, repeats: number, slowdown: number): Promise<Trials> {
  const trials: Trials = { app: [], reference: [] }
  // The first pair warms up what only the first one meets: the servers, and the browser itself.
  for (let repeat = -1; repeat < repeats; repeat += 1) {
    const order =
      repeat % 2 === 0 ? (['app', 'reference'] as const) : (['reference', 'app'] as const)
    for (const name of order) {
      const measured = await runTrial(openProfile, contest, name, { slowdown })
      if (repeat >= 0) trials[name].push(measured)
    }
    console.error(repeat < 0 ? 'warm' : `pair ${repeat + 1} of ${repeats}`)
  }
  return trials
}

async function measureGrowth(contest: Contest): Promise<Run['growth']> {
  const app = {
    ...(await measureEntries(openProfile, contest, 'app')),
    ...(await measureCallers(openProfile, contest)),
    ...(await measureAccounts(openProfile, contest)),
    ...(await measureTabs(openProfile, contest)),
    ...(await measureAnHour(openProfile, contest)),
  }
  return { app, reference: await measureEntries(openProfile, contest, 'reference') }
}

async function run({ values, flags, faults }: ReadOptions): Promise<void> {
  const one = (name: string) => values[name]?.[0]
  const [repeatsText, slowdownText] = [one('repeats') ?? '7', one('slowdown') ?? '4']
  requireGoodOptions([
    ...faults,
    ...requireCount('--repeats', repeatsText),
    ...requireCount('--slowdown', slowdownText),
  ])
  const [repeats, slowdown] = [Number(repeatsText), Number(slowdownText)]
  const [against, json] = [one('against'), one('json')]
  const before = await readFile(lastRun, 'utf8').then(
    (text) => JSON.parse(text) as Run,
    () => undefined,
  )
  const trials = await inContest(phoneLine, against, (contest) =>
    compare(contest, repeats, slowdown),
  )
  const onlyPairs = flags.has('quick') || against !== undefined
  const growth = onlyPairs ? {} : await inContest(deskLine, undefined, measureGrowth)
  const lines = summarise(trials)
  const result: Run = {
    at: new Date().toISOString(),
    node: process.version,
    browser: await nameBrowser(openProfile),
    repeats,
    slowdown,
    lines,
    growth,
  }
  const inGrowth = Object.entries(growth['app'] ?? {}).map(([what, app]) => ({ what, app }))
  console.log(`${comparisonTable(lines, before)}\n\n${legTable(lines)}`)
  if (!onlyPairs) console.log(`\n${growthTable(growth)}`)
  const missed = findMissed([...lines, ...inGrowth])
  console.log(
    `\n${missed.length === 0 ? 'Every budget is kept.' : `Missed:\n${missed.join('\n')}`}`,
  )
  const text = `${JSON.stringify(result, undefined, 2)}\n`
  if (json !== undefined) await writeFile(json, text)
  if (flags.has('record')) await writeFile(lastRun, text)
}

function requireCount(key: string, text: string): Fault[] {
  if (/^[1-9]\d*$/.test(text)) return []
  return [{ key, problem: `cannot be "${text}".`, fix: 'Set it to a whole number from 1.' }]
}

await runProcess({
  options,
  purpose: `Measures the production build beside a page that does the same work without a framework (benchmark/reference), one after
the other, each in a fresh profile of one browser: on a slow line (150 ms, 1.6 Mbit/s; preflights and new connections
are as slow as the rest), with a processor slower than this one. Then, at full speed, how it grows with the work.

  npm run bench -- --repeats 9`,
  run,
})
