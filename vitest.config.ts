import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Vitest decodes file paths like URLs, and Vite reads a query and a fragment in them.
if (/[#%?]/.test(import.meta.dirname)) {
  throw new Error(
    `Vitest does not work in the folder ${import.meta.dirname}: its path must not contain # % or ?. Move the project, or rename the folder.`,
  )
}

export default defineConfig({
  test: {
    include: [
      '{benchmark,checks,command-line,deploy,e2e,local-entra,samples,src,weather-api}/**/*.test.{ts,tsx}',
    ],
    maxWorkers: availableParallelism(),
    // The test files of a worker share their modules. Otherwise half of the time is spent on importing them again.
    isolate: false,
    unstubGlobals: true,
    unstubEnvs: true,
    // Generous: on a busy machine a test may get the processor for a twentieth of the time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    tags: [{ name: 'promise', description: 'Proves a promise of docs/evidence.md.' }],
    globalSetup: 'e2e/support/fuzz/fuzz-parameters.ts',
  },
})
