import { spawn, spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

const usage = `npm run check                format, lint, types, and the unit tests of what changed since the last commit
npm run check -- <branch>    … of what changed since a branch or a commit
npm run check:all            … and all unit tests
npm run check:all -- --long  … with the fuzz tests at full length, and the changes to copies of this repository`

interface Step {
  name: string
  /** A script of a package, as Node runs it on every system, and its arguments. */
  script: string
  args: string[]
  environment?: Record<string, string>
}

interface Outcome {
  isGood: boolean
  output: string
}

/** Runs one step and keeps what it says. */
function run({ script, args, environment }: Step): Promise<Outcome> {
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

/** Runs steps side by side, as many at once as there are processors, and says how each of them ended. */
async function runAll(steps: readonly Step[]): Promise<boolean> {
  const waiting = [...steps]
  let isGood = true
  const worker = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const start = performance.now()
      const outcome = await run(step)
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

// Vitest's own closing line, which CI adds up.
function countOf(output: string): string {
  return /^.*Tests .*$/m.exec(output)?.[0] ?? '  No unit test depends on what changed.'
}

/** @throws when the name is none of this repository's */
function requireCommit(name: string): string {
  const { status } = spawnSync('git', ['rev-parse', '--verify', '--quiet', `${name}^{commit}`])
  if (status === 0) return name
  throw new Error(`There is no branch or commit ${name} here.\n\n${usage}`)
}

function readArguments(given: readonly string[]): { since: string | undefined; isLong: boolean } {
  const options = given.filter((argument) => argument.startsWith('--'))
  const [base = 'HEAD', ...more] = given.filter((argument) => !argument.startsWith('--'))
  const unknown = options.find((option) => !['--all', '--long'].includes(option))
  if (unknown !== undefined || more.length > 0) {
    throw new Error(`Not understood: ${unknown ?? more.join(' ')}\n\n${usage}`)
  }
  const isAll = options.length > 0 || process.env['CI'] !== undefined
  return { since: isAll ? undefined : requireCommit(base), isLong: options.includes('--long') }
}

function listSteps({ since, isLong }: ReturnType<typeof readArguments>): Step[] {
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

async function main(): Promise<number> {
  try {
    const start = performance.now()
    const isGood = await runAll(listSteps(readArguments(process.argv.slice(2))))
    const seconds = Math.round((performance.now() - start) / 1000)
    console.log(
      isGood ? `All good after ${seconds} s.` : `Something failed; see above. ${seconds} s.`,
    )
    return isGood ? 0 : 1
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 2
  }
}

process.exitCode = await main()
