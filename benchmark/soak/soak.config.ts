import { defineConfig } from 'playwright/test'
import config from '../../playwright.config.ts'

/** Reads a number from the environment. */
function readNumber(name: string, fallback: number): number {
  const value = Number(process.env[name] ?? fallback)
  if (Number.isSafeInteger(value)) return value
  throw new Error(`${name} is not a whole number: ${process.env[name]}`)
}

const cycles = readNumber('SOAK_CYCLES', 1_000)
const firstSeed = readNumber('SOAK_SEED', Math.floor(Math.random() * 2 ** 31))

/** The journey of `npm run test:all` with more cycles, half of them for each token storage. */
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
