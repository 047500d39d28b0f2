import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'deploy/**/*.test.ts', 'e2e/local-stack/**/*.test.ts'],
    globalSetup: 'e2e/security/fuzz-parameters.ts',
  },
})
