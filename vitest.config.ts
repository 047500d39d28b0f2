import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'deploy/**/*.test.ts', 'e2e/**/*.test.ts'],
    // A machine that does other things as well is slow, which is no fault of what is tested.
    testTimeout: 20_000,
    hookTimeout: 20_000,
    globalSetup: 'e2e/security/fuzz-parameters.ts',
  },
})
