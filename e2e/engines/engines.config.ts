import { defineConfig } from 'playwright/test'
import config from '../../playwright.config.ts'
import { type EngineOptions, engines } from './engines.ts'

/** `npm run test:engines`: the journeys that depend on the engine, in each engine that is installed. */
export default defineConfig<object, EngineOptions>({
  testDir: '.',
  testMatch: 'journeys.ts',
  globalSetup: config.globalSetup ?? [],
  forbidOnly: config.forbidOnly ?? false,
  timeout: 120_000,
  // Generous, because the machine may be busy with other work.
  expect: { timeout: 30_000 },
  workers: 1,
  reporter: [['list'], ['./table-reporter.ts']],
  outputDir: '../../test-results',
  projects: Object.entries(engines).map(([engine, { name }]) => ({
    name,
    use: { engine: engine as EngineOptions['engine'] },
  })),
})
