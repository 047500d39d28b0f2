import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{benchmark,checks,command-line,deploy,e2e,local-entra,src,weather-api}/**/*.test.{ts,tsx}'],
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
