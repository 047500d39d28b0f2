import type { TestProject } from 'vitest/node'

/** The seed and the number of cases. The same two give the same cases. */
export interface FuzzParameters {
  seed: number
  /** Cases for each property of the unit tests. */
  numRuns: number
  /** Cases for each journey in the browser. */
  browserCases: number
}

declare module 'vitest' {
  interface ProvidedContext {
    fuzz: Pick<FuzzParameters, 'seed' | 'numRuns'>
  }
}

const everyTime: FuzzParameters = { seed: 20_260_301, numRuns: 1_000, browserCases: 40 }

/** Reads `FUZZ_SEED` and `FUZZ_CASES`. Without them every run has the same cases. */
export function readFuzzParameters(environment: NodeJS.ProcessEnv): FuzzParameters {
  const number = (name: string) =>
    environment[name] === undefined ? undefined : Number(environment[name])
  const cases = number('FUZZ_CASES')
  return {
    seed: number('FUZZ_SEED') ?? everyTime.seed,
    numRuns: cases ?? everyTime.numRuns,
    browserCases: cases ?? everyTime.browserCases,
  }
}

/** Vitest's global set-up: prints the seed and provides it to the tests, which pass it to fast-check. */
export function setup(project: TestProject): void {
  const { seed, numRuns } = readFuzzParameters(process.env)
  console.info(`Fuzzing with seed ${seed}, ${numRuns} cases for each property.`)
  project.provide('fuzz', { seed, numRuns })
}
