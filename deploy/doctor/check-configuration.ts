import { FaultError } from '../../command-line/fault.ts'
import { parseJson } from '../../command-line/json-file.ts'
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
export async function checkServedConfiguration(answer: Answer): Promise<CheckedConfiguration> {
  const exam = examine('configuration', answer.url)
  if (answer.status !== 200 || isAppDocument(answer)) {
    const problem = isAppDocument(answer)
      ? 'the host sends the app instead: there is no such file.'
      : `the host answered ${answer.status}.`
    const fix = 'Run `npm run configure -- --out dist` and deploy the folder again.'
    return { config: undefined, findings: [exam.bad(problem, fix)] }
  }
  return checkConfiguration(answer.url, () => parseJson(answer.text, answer.url))
}

/**
 * @param where named in the findings: a URL or a file
 * @param read gives what it holds, or throws a {@link FaultError}
 */
export async function checkConfiguration(
  where: string,
  read: () => unknown,
): Promise<CheckedConfiguration> {
  const exam = examine('configuration', where)
  try {
    return { config: parseConfig(await read()), findings: [exam.good()] }
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof FaultError)) throw error
    const findings = error.faults.map(({ key, problem, fix }) =>
      exam.bad((key === where ? problem : `${key} ${problem}`).trim(), fix),
    )
    return { config: undefined, findings }
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
