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
import { checkAddedParts, type Page, readPage } from './check-added-parts.ts'
import { checkFiles, checkIntegrity } from './check-files.ts'
import {
  checkCaching,
  checkDocuments,
  checkEntrance,
  isAppDocument,
  isDevelopment,
  isRedirect,
  isSite,
  type Site,
  visit,
} from './check-host.ts'
import { checkReports } from './check-reports.ts'
import { checkRegistration, type GraphAccess } from './check-registration.ts'
import { checkRoles } from './check-roles.ts'
import { checkAuthorization, checkPlatform } from './check-sign-in.ts'
import { examine, type Finding } from './finding.ts'
import { isResponse, probe } from './probe.ts'
import type { Subject } from './subject.ts'

export interface Target {
  /** Address of the app, without a trailing slash. */
  app: string
  /** A configuration that is not deployed yet. The app's host is then not checked. */
  configFile?: string | undefined
  /** An access token of a signed-in user, to call the APIs. */
  token?: string | undefined
  /** Microsoft Graph, to read the registrations. */
  graph?: GraphAccess | undefined
}

/**
 * Checks a deployment from the outside. Changes nothing and signs in no one. The only secret that it sends is a given token,
 * to the API of that token.
 * @returns the findings, in the order in which to fix them
 */
export async function diagnose(target: Target): Promise<Finding[]> {
  const { app, configFile } = target
  if (configFile !== undefined) {
    return examineServers(await readConfiguration(configFile), target)
  }
  const site = await visit(app)
  if (!isSite(site)) return [examine('app', site.url).bad(site.problem, site.fix)]
  const checked = await checkServedConfiguration(site)
  // It is not the app, so further findings would be about something else.
  const isApp = isAppDocument(site.document) || isDevelopment(site)
  if (!checked.config && !isApp) return checkEntrance(site)
  const [servers, host] = await Promise.all([
    examineServers(checked, target),
    examineHost(site, checked.config),
  ])
  return [...servers, ...host]
}

async function readConfiguration(file: string): Promise<CheckedConfiguration> {
  return checkConfiguration(file, () => readJsonFile(file))
}

async function examineServers(
  { config, findings }: CheckedConfiguration,
  { app, configFile, token, graph }: Target,
): Promise<Finding[]> {
  if (!config) return findings
  const subject: Subject = { config, app, token }
  const results = await Promise.all([
    checkDiscovery(subject),
    checkAuthorization(subject),
    checkPlatform(subject),
    checkRegistration(subject, graph),
    checkRoles(subject, graph),
    checkApis(subject),
    checkCertificates(subject, configFile === undefined),
  ])
  return [...findings, ...checkReach(config, app), ...results.flat()]
}

async function examineHost(site: Site, config: Config | undefined): Promise<Finding[]> {
  if (isDevelopment(site)) {
    const exam = examine('headers', `Headers of ${site.app}`)
    return [exam.skipped('a development server sends none. Run the doctor on the built app.')]
  }
  const answered = [site.deepLink, site.document].filter((response) => !isRedirect(response))
  const pages = answered.map((response) => readPage(response))
  const own = [site.deepLink, site.document]
    .filter(isAppDocument)
    .map((response) => readPage(response))
  const framed = isAppDocument(site.redirectPage) ? [] : [readPage(site.redirectPage, false)]
  const pagesWithReports = [...pages, ...framed, ...(await readFrontChannelPage(site))]
  return [
    ...checkDocuments(site),
    ...checkFiles(site),
    ...checkIntegrity(site, own),
    ...checkAddedParts(site.app, [...own, ...framed]),
    ...(config ? checkHeaders(config, pages) : []),
    ...(config ? await checkReports(config, pagesWithReports) : []),
    ...checkCaching(site),
  ]
}

async function readFrontChannelPage({ app }: Site): Promise<Page[]> {
  const response = await probe(`${app}/front-channel-sign-out.html`)
  const isFound = isResponse(response) && response.status === 200 && !isAppDocument(response)
  return isFound ? [readPage(response, false)] : []
}
