import { defineConfig } from 'playwright/test'
import config from '../../../playwright.config.ts'

const sizes = { narrow: { width: 360, height: 740 }, wide: { width: 1280, height: 800 } }

/** The configuration of the journeys, for screenshots. */
export default defineConfig({
  ...config,
  testDir: '.',
  testMatch: 'screenshots.ts',
  projects: (['light', 'dark'] as const).flatMap((colorScheme) =>
    Object.entries(sizes).map(([name, viewport]) => ({
      name: `${name}-${colorScheme}`,
      use: { viewport, colorScheme, contextOptions: { reducedMotion: 'reduce' as const } },
    })),
  ),
})
