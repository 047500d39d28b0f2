import { defineConfig } from 'playwright/test'
import config from '../../playwright.config.ts'

/** Reads a number from the environment. */
function number(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise)
  if (Number.isSafeInteger(value)) return value
  throw new Error(`${name} is not a whole number: ${process.env[name]}`)
}

const cycles = number('SOAK_CYCLES', 1_000)
const firstSeed = number('SOAK_SEED', Math.floor(Math.random() * 2 ** 31))

/** The same journey as in `npm test`, for longer: each story twice, once for either place of the tokens. */
export default defineConfig({
  ...config,
  testDir: '.',
  projects: (['session', 'memory'] as const).map((tokenStorage) => ({
    name: tokenStorage,
    use: {
      tokenStorage,
      cycles: Math.ceil(cycles / 2),
      firstSeed,
      trace: 'off' as const,
    },
  })),
})
