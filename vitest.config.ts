import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Vitest decodes paths of files as if they were addresses, and Vite reads a query and a fragment in them.
if (/[#%?]/.test(import.meta.dirname)) {
  throw new Error(
    `Vitest does not work in the folder ${import.meta.dirname}: its path must not contain # % or ?. Move the project, or rename the folder.`,
  )
}

export default defineConfig({
  test: {
    include: [
      '{benchmark,checks,command-line,deploy,e2e,local-entra,src,weather-api}/**/*.test.{ts,tsx}',
    ],
    maxWorkers: availableParallelism(),
    // The files of a worker share their modules: half the time is otherwise spent on importing the same ones again.
    isolate: false,
    unstubGlobals: true,
    unstubEnvs: true,
    // A machine that does other things as well is slow, which is no fault of what is tested.
    testTimeout: 20_000,
    hookTimeout: 20_000,
    globalSetup: 'e2e/support/fuzz/fuzz-parameters.ts',
  },
})
