import { spawn, spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { requireGoodOptions, runProcess, type Terminal } from '../command-line/command.ts'
import { FaultError } from '../command-line/fault.ts'
import type { Options, ReadOptions } from '../command-line/options.ts'

const options = {
  all: { help: 'all unit tests, not only those of changed files' },
  long: {
    help: 'all, with the fuzz tests at full length, the changes to copies of this repository, and clients in .NET',
  },
} satisfies Options

interface Step {
  name: string
  /** The script of a package, which Node runs on every system, relative to node_modules. */
  script: string
  args: string[]
  environment?: Record<string, string>
}

interface Outcome {
  isGood: boolean
  output: string
}

/** Runs one step and collects its output. */
function runStep({ script, args, environment }: Step): Promise<Outcome> {
  const child = spawn(process.execPath, [join('node_modules', script), ...args], {
    env: {
      ...process.env,
      [process.stdout.isTTY ? 'FORCE_COLOR' : 'NO_COLOR']: '1',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ isGood: code === 0, output }))
  })
}

/** Runs as many steps at once as there are processors, and prints the result of each. */
async function runAll(steps: readonly Step[]): Promise<boolean> {
  const waiting = [...steps]
  let isGood = true
  const worker = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const start = performance.now()
      const outcome = await runStep(step)
      const seconds = ((performance.now() - start) / 1000).toFixed(1)
      console.log(`${outcome.isGood ? '✓' : '✗'} ${step.name} (${seconds} s)`)
      if (!outcome.isGood) console.log(outcome.output)
      else if (step.name === 'units') console.log(countOf(outcome.output))
      isGood &&= outcome.isGood
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
  return isGood
}

// The summary line of Vitest, from which `.ci/run` counts the tests.
function countOf(output: string): string {
  return /^.*Tests .*$/m.exec(output)?.[0] ?? '  No unit test depends on the changes.'
}

function requireCommit(name: string): string {
  const { status } = spawnSync('git', ['rev-parse', '--verify', '--quiet', `${name}^{commit}`])
  if (status === 0) return name
  const fix = 'Name a branch or commit of this repository.'
  throw new FaultError([{ key: name, problem: 'is not a branch or a commit.', fix }])
}

function readSelection({ flags, words, faults }: ReadOptions): Selection {
  const [base = 'HEAD', ...more] = words
  const surplus = more.map((key) => ({
    key,
    problem: 'is one word too many.',
    fix: 'Name one commit.',
  }))
  requireGoodOptions([...faults, ...surplus])
  const isAll = flags.has('all') || flags.has('long') || process.env['CI'] !== undefined
  return { since: isAll ? undefined : requireCommit(base), isLong: flags.has('long') }
}

interface Selection {
  /** Runs only the tests of files changed since this commit; undefined for all. */
  since: string | undefined
  isLong: boolean
}

function listSteps({ since, isLong }: Selection): Step[] {
  const selection = since === undefined ? [] : ['--changed', since, '--passWithNoTests']
  return [
    {
      name: 'units',
      script: 'vitest/vitest.mjs',
      args: ['run', ...selection],
      environment: isLong ? { FUZZ_CASES: '10000', LONG_TAIL: '1' } : {},
    },
    {
      name: 'format',
      script: 'prettier/bin/prettier.cjs',
      args: ['--check', '--cache', '--cache-strategy', 'content', '.'],
    },
    { name: 'lint', script: 'oxlint/bin/oxlint', args: ['--type-aware'] },
    { name: 'types', script: 'typescript/bin/tsc', args: ['-p', 'src'] },
    { name: 'types of tests and tools', script: 'typescript/bin/tsc', args: ['-p', '.'] },
  ]
}

async function run(read: ReadOptions, { say }: Terminal): Promise<number> {
  const start = performance.now()
  const isGood = await runAll(listSteps(readSelection(read)))
  const seconds = Math.round((performance.now() - start) / 1000)
  say(isGood ? `All good after ${seconds} s.` : `Something failed; see above. ${seconds} s.`)
  return isGood ? 0 : 1
}

await runProcess({
  options,
  takesWords: true,
  purpose: `Checks format, lint, types, and the unit tests of the files changed since the last commit, or since the branch or
commit that you name. \`npm run check:all\` runs all unit tests.

  npm run check -- main`,
  run,
})
