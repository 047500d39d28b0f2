import { isDeepStrictEqual } from 'node:util'
import { FaultError } from '../../command-line/fault.ts'
import { parseJson } from '../../command-line/json-file.ts'
import type { Config } from '../../src/config/config.ts'
import { ConfigError } from '../../src/config/config.ts'
import { parseConfig } from '../../src/config/parse-config.ts'
import { isLoopbackUrl, loopbackKeys } from '../configure/sanity-checks.ts'
import { readEmbedded } from '../hosts/embedded-configuration.ts'
import { examine, type Finding } from './finding.ts'
import { isAppDocument, type Site } from './check-host.ts'

/** A configuration if it is valid, and its findings. */
export interface CheckedConfiguration {
  config: Config | undefined
  findings: Finding[]
}

/** Reads the configuration that the app uses, and compares it with `config.json` if it is a data block of the document. */
export async function checkServedConfiguration(
  site: Pick<Site, 'configuration' | 'document'>,
): Promise<CheckedConfiguration> {
  const file = await checkFile(site)
  const block = readEmbedded(site.document.text)
  if (block === undefined) return file
  const where = `the data block of ${site.document.url}`
  const embedded = await checkConfiguration(where, () => parseJson(block, where))
  if (!file.config) return { ...embedded, findings: [...embedded.findings, ...file.findings] }
  if (isDeepStrictEqual(embedded.config, file.config)) return embedded
  const problem = `${site.configuration.url} has another content. The app uses the data block.`
  const different = examine('configuration', where).bad(problem, writeBoth)
  return { config: embedded.config, findings: [...embedded.findings, different] }
}

const writeBoth =
  'Run `npm run configure -- --from dist/config.json --out dist`, which writes both, and deploy the folder again.'

async function checkFile({
  configuration: response,
}: Pick<Site, 'configuration'>): Promise<CheckedConfiguration> {
  const exam = examine('configuration', response.url)
  if (response.status !== 200 || isAppDocument(response)) {
    const problem = isAppDocument(response)
      ? 'the file does not exist, and the host sends the app instead.'
      : `the host returned ${response.status}.`
    return { config: undefined, findings: [exam.bad(problem, writeBoth)] }
  }
  return checkConfiguration(response.url, () => parseJson(response.text, response.url))
}

/**
 * @param where named in the findings: a URL or a file
 * @param read returns the parsed content, or throws a {@link FaultError}
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

/** Reports loopback addresses in the configuration of an app that is not on this machine itself. */
export function checkReach(config: Config, app: string): Finding[] {
  const keys = loopbackKeys(config)
  if (keys.length === 0 || isLoopbackUrl(app)) return []
  return [
    examine('reach', `URLs in the configuration`).bad(
      `${keys.join(', ')}: loopback address, which is a different machine in each browser.`,
      'Run `npm run configure` with the URLs of the real servers.',
    ),
  ]
}
