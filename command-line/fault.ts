import { inspect } from 'node:util'

/** A problem, and how to fix it. */
export interface Fault {
  /** What it is about: an option, a file, an address. */
  key: string
  /** Follows the key: "has no value." */
  problem: string
  fix: string
}

/** Stops a command. The message is for the user. */
export class FaultError extends Error {
  override readonly name = 'FaultError'
  readonly faults: readonly Fault[]
  /** 2 for wrong usage, as in most tools; otherwise 1. */
  readonly exitCode: number

  constructor(
    faults: readonly Fault[],
    { exitCode = 1, cause }: { exitCode?: number; cause?: unknown } = {},
  ) {
    super(describeFaults(faults), { cause })
    this.faults = faults
    this.exitCode = exitCode
  }

  /** Vite prints errors of plugins with `inspect`: print the message without the stack. */
  [inspect.custom](): string {
    return this.message
  }
}

/** @returns two lines per fault: the problem, and the fix */
export function describeFaults(faults: readonly Fault[]): string {
  return faults
    .map(({ key, problem, fix }) => `✘ ${[key, problem].filter(Boolean).join(' ')}\n  ${fix}`)
    .join('\n')
}
