import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { runProcess, type Terminal } from '../command-line/command.ts'
import { type Fault, FaultError } from '../command-line/fault.ts'
import type { Options, ReadOptions } from '../command-line/options.ts'
import { type Apps, comparedWith, startApps } from './apps.ts'
import { getBrowserVersion } from './browser.ts'
import { measureAccounts, measureCallers, measureTabs } from './concurrency.ts'
import { findExceeded, findSlower } from './gate.ts'
import { measureEntries } from './growth.ts'
import { measureOneHour } from './one-hour.ts'
import { detailsTable, growthTable, mediansOf, type Results, waitsTable } from './report.ts'
import { type NetworkSpeed, openSlowNetwork } from './slow-network.ts'
import type { Measurements } from './statistics.ts'
import { measureVisits } from './visit.ts'

const options = {
  rounds: { value: '<n>', help: 'visits to each app; 9 by default, at least 6' },
  slowdown: { value: '<n>', help: 'how many times slower the processor is; 4 by default' },
  against: {
    value: '<folder>',
    multiple: true,
    help: 'another build of this app, such as one before a change; in the place of the reference page',
  },
  quick: { help: 'only the visits, not how it grows' },
  json: { value: '<file>', help: 'write every measurement there' },
} satisfies Options

const slow4G: NetworkSpeed = { roundTrip: 150, bitsPerSecond: 1_600_000, handshakeTrips: 2 }
const unlimited: NetworkSpeed = { roundTrip: 0, bitsPerSecond: 1e10, handshakeTrips: 0 }

async function withApps<Result>(
  speed: NetworkSpeed,
  others: readonly string[],
  measure: (apps: Apps) => Promise<Result>,
): Promise<Result> {
  const apps = await startApps(openSlowNetwork(speed), others)
  try {
    return await measure(apps)
  } finally {
    await apps.close()
  }
}

/** The apps take turns, and each round begins with another one. */
async function takeTurns(
  apps: Apps,
  rounds: number,
  slowdown: number,
  terminal: Terminal,
): Promise<Results> {
  const names = Object.keys(apps.origins)
  const results = Object.fromEntries(names.map((name) => [name, [] as Measurements[]]))
  // The first round warms up the servers and the browser.
  for (let round = 0; round <= rounds; round += 1) {
    const first = round % names.length
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const measured = await measureVisits(apps, name, slowdown)
      if (round > 0) results[name]?.push(measured)
    }
    terminal.complain(round === 0 ? 'warmed up' : `round ${round} of ${rounds}`)
  }
  return results
}

async function measureGrowth(apps: Apps): Promise<Record<string, Measurements>> {
  const app = {
    ...(await measureEntries(apps, 'app')),
    ...(await measureCallers(apps)),
    ...(await measureAccounts(apps)),
    ...(await measureTabs(apps)),
    ...(await measureOneHour(apps)),
  }
  return { app, peer: await measureEntries(apps, 'peer') }
}

async function run(read: ReadOptions, terminal: Terminal): Promise<number> {
  const { rounds, slowdown, against, json } = requireOptions(read)
  const others = against.length > 0 ? ['peer', ...against] : comparedWith
  const results = await withApps(slow4G, others, (apps) =>
    takeTurns(apps, rounds, slowdown, terminal),
  )
  terminal.say(`${waitsTable(results)}\n\n${detailsTable(results)}`)
  const isQuick = read.flags.has('quick') || against.length > 0
  const growth = isQuick ? {} : await withApps(unlimited, ['peer'], measureGrowth)
  if (!isQuick) terminal.say(`\n${growthTable(growth)}`)
  const { app = [], peer = [] } = results
  const failures = [
    ...findSlower(app, peer),
    ...findExceeded({ ...mediansOf(app), ...growth['app'] }),
  ]
  const machine = `${await getBrowserVersion()}, Node ${process.version}, ${availableParallelism()} cores`
  terminal.say(`\n${machine}, ${rounds} rounds, processor ${slowdown} times slower`)
  terminal.say(
    failures.length === 0
      ? 'The app is not slower than its peer, and within its limits.'
      : failures.join('\n'),
  )
  const all = { at: new Date().toISOString(), machine, slowdown, results, growth }
  if (json !== undefined) await writeFile(json, `${JSON.stringify(all, undefined, 2)}\n`)
  return failures.length === 0 ? 0 : 1
}

function requireOptions({ values, faults }: ReadOptions) {
  const one = (name: string) => values[name]?.[0]
  const [rounds, slowdown] = [one('rounds') ?? '9', one('slowdown') ?? '4']
  const all = [
    ...faults,
    ...findWrong('--rounds', rounds, 6),
    ...findWrong('--slowdown', slowdown, 1),
  ]
  if (all.length > 0) throw new FaultError(all)
  return {
    rounds: Number(rounds),
    slowdown: Number(slowdown),
    against: values['against'] ?? [],
    json: one('json'),
  }
}

/** @param least six rounds are the fewest that give an interval: with less, no app would ever be found slower */
function findWrong(key: string, text: string, least: number): Fault[] {
  if (/^\d+$/.test(text) && Number(text) >= least) return []
  return [{ key, problem: `cannot be "${text}".`, fix: `Set it to a whole number from ${least}.` }]
}

await runProcess({
  options,
  purpose: `Measures how long users wait: in the production build, in a React app with nothing but MSAL (benchmark/peer), and in a page
without a framework (benchmark/reference). They take turns, each in a new profile of one browser, on a slow network (150
ms, 1.6 Mbit/s, preflights and new connections included) with a slower processor. Then, at full speed, how the app grows
with its work. Fails if the app is slower than the peer.

  npm run bench -- --rounds 15`,
  run,
})
