import type { Config } from '../../src/config/config.ts'
import { isLoopbackUrl } from '../configure/sanity-checks.ts'
import { reportEndpoint } from '../hosts/violation-reports.ts'
import type { Page } from './check-added-parts.ts'
import { allows, preflight } from './check-cors.ts'
import { type Examination, examine, type Finding } from './finding.ts'
import { isResponse, probe } from './probe.ts'
import { parseEndpoints } from './reporting-endpoints.ts'
import { parseUrl } from '../../command-line/parse-url.ts'

const headersFix =
  'Run `npm run configure -- --from dist/config.json --out dist` and deploy the headers that it writes. A proxy must not change them.'

/**
 * Checks that browsers can report violations (Reporting API §3, CSP Level 3 §5.5): that the headers declare the collector
 * and refer to it, and that the collector accepts reports. It gets a preflight and an empty list of reports.
 * @param pages the documents of the app
 * @returns no finding if nothing sends reports
 */
export async function checkReports(config: Config, pages: readonly Page[]): Promise<Finding[]> {
  const declarations = pages.map((page) => checkDeclaration(config, page))
  const faults = new Map<string, Finding>()
  for (const finding of declarations.flatMap(({ findings }) => findings)) {
    if (!faults.has(finding.problem ?? '')) faults.set(finding.problem ?? '', finding)
  }
  if (faults.size > 0) return [...faults.values()]
  const [page] = pages
  const urls = new Set(declarations.flatMap((declaration) => declaration.urls))
  if (!page || urls.size === 0) return []
  const app = new URL(page.url).origin
  const endpoints = await Promise.all([...urls].map((url) => checkEndpoint(url, app)))
  return [...endpoints, judgeTransport(app)]
}

interface Declaration {
  /** What is wrong with it. */
  findings: Finding[]
  /** Where the page sends violations of its policy. */
  urls: string[]
}

function checkDeclaration({ reportTo }: Config, page: Page): Declaration {
  const { pathname } = new URL(page.url)
  const exam = examine('reports', `Violation reports of ${pathname}`)
  const header = page.headers.get('reporting-endpoints')
  const names = referredNames(page)
  if (header === null && names.length === 0) {
    if (reportTo === undefined) return { findings: [], urls: [] }
    const problem = `config.json has reportTo, but the headers have no collector.`
    return { findings: [exam.bad(problem, headersFix)], urls: [] }
  }
  const declared = parseEndpoints(header ?? '')
  if (!declared) {
    const problem = `browsers cannot parse Reporting-Endpoints: ${header ?? ''}`
    return { findings: [exam.bad(problem, formFix)], urls: [] }
  }
  const absolute = new Map(
    [...declared].map(([name, url]) => [name, parseUrl(url, page.url)?.href ?? url]),
  )
  const problems = [
    ...names.filter((name) => !absolute.has(name)).map(undeclared),
    ...[...absolute.keys()].filter((name) => !isReferred(name, names, page)).map(unreferred),
    ...[...absolute].flatMap(([name, url]) => judgeUrl(name, url)),
    ...judgeCollector(reportTo, absolute),
  ]
  const urls = [...absolute].flatMap(([name, url]) => (names.includes(name) ? url : []))
  return { findings: problems.map(([problem, fix]) => exam.bad(problem, fix)), urls }
}

type Problem = [problem: string, fix: string]

const formFix = `Its form is ${reportEndpoint}="https://<host>/<path>". ${headersFix}`

// A directive has one name (CSP Level 3 §6.5.2).
function referredNames({ applied }: Page): string[] {
  const names = applied.flatMap((policy) => policy.get('report-to')?.[0] ?? [])
  return [...new Set(names)]
}

const referringHeaders = [
  'content-security-policy-report-only',
  'cross-origin-embedder-policy',
  'cross-origin-embedder-policy-report-only',
  'cross-origin-opener-policy',
  'cross-origin-opener-policy-report-only',
  'document-policy',
  'integrity-policy',
  'integrity-policy-report-only',
  'permissions-policy',
  'permissions-policy-report-only',
]

// Browsers use these names without a reference.
const wellKnown = ['default', 'crash-reporting']

function isReferred(name: string, names: readonly string[], { headers }: Page): boolean {
  // The collector is for violations of the content security policy. Other headers may name it too.
  if (name === reportEndpoint) return names.includes(name)
  const others = referringHeaders.flatMap((header) => headers.get(header)?.split(/[^\w.*-]+/) ?? [])
  return [...names, ...others, ...wellKnown].includes(name)
}

function undeclared(name: string): Problem {
  return [`report-to ${name} has no endpoint in Reporting-Endpoints.`, headersFix]
}

function unreferred(name: string): Problem {
  return [`Reporting-Endpoints has ${name}, but the policy has no report-to ${name}.`, headersFix]
}

// The endpoint has to be potentially trustworthy (Reporting API §3.3).
function judgeUrl(name: string, url: string): Problem[] {
  if (url.startsWith('https:') || (url.startsWith('http:') && isLoopbackUrl(url))) return []
  const problem = `${name} is at ${url}: browsers send reports only to https.`
  return [[problem, 'Run `npm run configure` with --report-to and an https URL.']]
}

function judgeCollector(
  reportTo: string | undefined,
  declared: ReadonlyMap<string, string>,
): Problem[] {
  const url = declared.get(reportEndpoint)
  if (reportTo === undefined || url === undefined || url === new URL(reportTo).href) return []
  return [[`the headers have the collector ${url}, and config.json has ${reportTo}.`, headersFix]]
}

// Measured in Chromium 156 and Firefox 153, also for localhost.
function judgeTransport(app: string): Finding {
  const exam = examine('reports', `Violation reports of ${app}`)
  if (app.startsWith('https:')) return exam.good()
  const problem = 'Chrome and Firefox send no reports from a page on plain http.'
  return exam.advice(problem, 'To try the reports, serve the app over https.')
}

async function checkEndpoint(url: string, app: string): Promise<Finding> {
  const exam = examine('report-endpoint', `Collector of reports at ${url}`)
  const isCrossOrigin = new URL(url).origin !== app
  const refused = isCrossOrigin ? await checkPreflight(exam, url, app) : undefined
  if (refused) return refused
  const response = await probe(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/reports+json', Origin: app },
    body: '[]',
  })
  if (!isResponse(response)) return exam.bad(response.problem, response.fix)
  const { status } = response
  if ([400, 422].includes(status)) {
    const problem = `it returned ${status} for an empty list, which may be right.`
    return exam.advice(problem, 'Check that the collector receives a real report.')
  }
  if (status < 200 || status > 299) {
    return exam.bad(`it returned ${status} for a list of reports.`, collectorFix)
  }
  if (!isCrossOrigin || allows(response, app)) return exam.good()
  const problem = 'its response lacks Access-Control-Allow-Origin, so browsers send reports again.'
  return exam.bad(problem, originFix(app))
}

const collectorFix =
  'Let the collector accept POST with application/reports+json and return 204, without a sign-in and without a redirect.'

function originFix(app: string): string {
  return `Let the collector send Access-Control-Allow-Origin: ${app} with each response.`
}

async function checkPreflight(
  exam: Examination,
  url: string,
  app: string,
): Promise<Finding | undefined> {
  const response = await preflight(url, app, 'POST', 'content-type')
  if (!isResponse(response)) return exam.bad(response.problem, response.fix)
  const { status, headers } = response
  if (status < 200 || status > 299) {
    const problem = `it returned ${status} for the preflight of a report.`
    const fix = 'Let the collector return 204 for OPTIONS, with CORS headers for the app.'
    return exam.bad(problem, fix)
  }
  if (!allows(response, app)) {
    return exam.bad('its preflight does not allow the app.', originFix(app))
  }
  const allowed = (headers.get('access-control-allow-headers') ?? '').toLowerCase()
  if (/(?:^|[,\s])(?:content-type|\*)(?:$|[,\s])/.test(allowed)) return undefined
  const problem = 'its preflight does not allow the content type of reports.'
  return exam.bad(problem, 'Let the collector send Access-Control-Allow-Headers: Content-Type.')
}
