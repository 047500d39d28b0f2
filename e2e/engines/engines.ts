import type { Engine } from './engine.ts'
import { chromium, firefox } from './puppeteer.ts'
import { webkit } from './webkit.ts'

export const engines = { chromium, firefox, webkit } satisfies Record<string, Engine>

export interface EngineOptions {
  engine: keyof typeof engines
}
