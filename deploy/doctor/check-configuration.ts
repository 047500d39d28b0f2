import type { Config } from '../../src/config/config.ts'
import { ConfigError, parseConfig } from '../../src/config/config.ts'
import { isLoopbackUrl, loopbackKeys } from '../configure/doubts.ts'
import { examine, type Finding } from './finding.ts'
import type { Answer } from './probe.ts'
import { isAppDocument } from './check-host.ts'

/** A configuration, if it can be used, and what there is to say about it. */
export interface CheckedConfiguration {
  config: Config | undefined
  findings: Finding[]
}

/** Reads the configuration that the app's host sends. */
export function checkServedConfiguration(answer: Answer): CheckedConfiguration {
  const exam = examine('configuration', answer.url)
  if (answer.status !== 200 || isAppDocument(answer)) {
    const problem = isAppDocument(answer)
      ? 'the host sends the app instead: there is no such file.'
      : `the host answered ${answer.status}.`
    const fix = 'Run `npm run configure -- --out dist` and deploy the folder again.'
    return { config: undefined, findings: [exam.bad(problem, fix)] }
  }
  return checkConfiguration(answer.url, answer.text)
}

/** @param where named in the findings: a URL or a file */
export function checkConfiguration(where: string, text: string): CheckedConfiguration {
  const exam = examine('configuration', where)
  try {
    return { config: parseConfig(JSON.parse(text)), findings: [exam.good()] }
  } catch (error) {
    if (error instanceof ConfigError) {
      const findings = error.faults.map(({ key, problem, fix }) =>
        exam.bad(`${key} ${problem}`.trim(), fix),
      )
      return { config: undefined, findings }
    }
    const fix = 'Correct it: usually an extra comma or a missing quote.'
    return { config: undefined, findings: [exam.bad('is not JSON.', fix)] }
  }
}

/** An app that others open must not send them to their own machines. */
export function checkReach(config: Config, app: string): Finding[] {
  const keys = loopbackKeys(config)
  if (keys.length === 0 || isLoopbackUrl(app)) return []
  return [
    examine('reach', `Addresses in the configuration`).bad(
      `${keys.join(', ')} lead every browser to its own machine.`,
      'Run `npm run configure` with the addresses of the real servers.',
    ),
  ]
}
