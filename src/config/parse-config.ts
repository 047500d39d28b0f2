import * as v from 'valibot'
import { type Config, configSchema } from './config.ts'
import { configFixes } from './config-fixes.ts'

/** One thing wrong with the configuration, and how to mend it. */
export interface ConfigFault {
  /** Where it stands, e.g. `weatherApi.scope`; empty for the file as a whole. */
  key: string
  problem: string
  fix: string
}

/** The configuration cannot be used. Carries every fault, not only the first. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: readonly ConfigFault[]

  constructor(faults: readonly ConfigFault[]) {
    super(faults.map(({ key, problem }) => `config.json: ${key} ${problem}`).join('\n'))
    this.faults = faults
  }
}

/**
 * Reads a configuration out of what `/config.json` held.
 * @param value the parsed JSON, whatever it is
 * @returns the configuration, defaults filled in
 * @throws {ConfigError} with every fault at once
 */
export function parseConfig(value: unknown): Config {
  const result = v.safeParse(configSchema, value)
  if (result.success) return result.output
  throw new ConfigError(result.issues.map(toFault))
}

function toFault(issue: v.BaseIssue<unknown>): ConfigFault {
  const key = v.getDotPath(issue) ?? ''
  // Not `configFixes[key]` alone: a key such as `__proto__` would find what every object inherits.
  const fix = Object.hasOwn(configFixes, key) ? configFixes[key] : undefined
  if (key === '') {
    return { key, problem: `holds ${issue.received}.`, fix: 'Write one JSON object into it.' }
  }
  if (fix === undefined) return unknownKey(key)
  return { key, problem: problemOf(issue), fix }
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  if (issue.received === 'undefined' || issue.input === undefined) return 'is missing.'
  const found = typeof issue.input === 'string' ? JSON.stringify(issue.input) : issue.received
  return `cannot be ${found.length > 60 ? `${found.slice(0, 57)}…"` : found}.`
}

function unknownKey(key: string): ConfigFault {
  const parent = parentOf(key)
  const known = Object.keys(configFixes).filter((candidate) => parentOf(candidate) === parent)
  return {
    key,
    problem: 'is not a known setting.',
    fix: `Remove it or correct its spelling. Known here: ${known.join(', ')}.`,
  }
}

function parentOf(key: string): string {
  return key.slice(0, Math.max(key.lastIndexOf('.'), 0))
}
