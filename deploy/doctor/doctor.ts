import { readJsonFile } from '../../command-line/json-file.ts'
import type { Config } from '../../src/config/config.ts'
import { checkApis } from './check-api.ts'
import {
  checkConfiguration,
  type CheckedConfiguration,
  checkReach,
  checkServedConfiguration,
} from './check-configuration.ts'
import { checkCertificates } from './check-certificate.ts'
import { checkDiscovery } from './check-discovery.ts'
import { checkHeaders } from './check-headers.ts'
import { checkAddedParts, readPage } from './check-added-parts.ts'
import {
  checkCaching,
  checkDocuments,
  checkEntrance,
  checkFiles,
  isAppDocument,
  isDevelopment,
  isRedirect,
  isSite,
  type Site,
  visit,
} from './check-host.ts'
import { checkRegistration, type GraphAccess } from './check-registration.ts'
import { checkAuthorization, checkPlatform } from './check-sign-in.ts'
import { examine, type Finding } from './finding.ts'
import type { Subject } from './subject.ts'

export interface Patient {
  /** Address of the app, without the slash at its end. */
  app: string
  /** A configuration that is not deployed yet; the app's host is then left alone. */
  configFile?: string | undefined
  /** An access token of a signed-in user, to ask the APIs with. */
  token?: string | undefined
  /** Microsoft Graph, to read the registration of the app. */
  graph?: GraphAccess | undefined
}

/**
 * Looks at a deployment from the outside: sends nothing secret but a token that it is given, to the API that the token is
 * for; changes nothing, signs nobody in.
 * @returns one finding per check, in the order in which a person would fix things
 */
export async function diagnose(patient: Patient): Promise<Finding[]> {
  const { app, configFile } = patient
  if (configFile !== undefined) {
    return examineServers(await readConfiguration(configFile), patient)
  }
  const site = await visit(app)
  if (!isSite(site)) return [examine('app', site.url).bad(site.problem, site.fix)]
  const checked = await checkServedConfiguration(site.configuration)
  // Something else answers, so further findings would be about that.
  const isApp = isAppDocument(site.document) || isDevelopment(site)
  if (!checked.config && !isApp) return checkEntrance(site)
  return [...(await examineServers(checked, patient)), ...examineHost(site, checked.config)]
}

async function readConfiguration(file: string): Promise<CheckedConfiguration> {
  return checkConfiguration(file, () => readJsonFile(file))
}

async function examineServers(
  { config, findings }: CheckedConfiguration,
  { app, configFile, token, graph }: Patient,
): Promise<Finding[]> {
  if (!config) return findings
  const subject: Subject = { config, app, token }
  const results = await Promise.all([
    checkDiscovery(subject),
    checkAuthorization(subject),
    checkPlatform(subject),
    checkRegistration(subject, graph),
    checkApis(subject),
    checkCertificates(subject, configFile === undefined),
  ])
  return [...findings, ...checkReach(config, app), ...results.flat()]
}

function examineHost(site: Site, config: Config | undefined): Finding[] {
  if (isDevelopment(site)) {
    const exam = examine('headers', `Headers of ${site.app}`)
    return [exam.skipped('a development server sends none; look at the built app.')]
  }
  const answered = [site.deepLink, site.document].filter((answer) => !isRedirect(answer))
  const pages = answered.map((answer) => readPage(answer))
  const own = [site.deepLink, site.document].filter(isAppDocument).map((answer) => readPage(answer))
  const framed = isAppDocument(site.redirectPage) ? [] : [readPage(site.redirectPage, false)]
  return [
    ...checkDocuments(site),
    ...checkFiles(site),
    ...checkAddedParts(site.app, [...own, ...framed]),
    ...(config ? checkHeaders(config, pages) : []),
    ...checkCaching(site),
  ]
}
