import type { ConfigFault } from '../../src/config/config.ts'

/** @returns two lines per fault: what is wrong, and what to do about it */
export function describeFaults(faults: readonly ConfigFault[]): string {
  return faults
    .map(({ key, problem, fix }) => `✘ ${[key, problem].filter(Boolean).join(' ')}\n  ${fix}`)
    .join('\n')
}
