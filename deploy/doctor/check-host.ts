import type { Config } from '../../src/config/config.ts'
import { isLoopbackUrl } from '../configure/doubts.ts'
import { builtFor, staticWebAppConfig } from '../hosts/static-web-app.ts'
import { examine, type Finding } from './finding.ts'
import { type Answer, isAnswer, type NoAnswer, probe } from './probe.ts'

/** The answers of the app's host to the requests that tell the most. */
export interface Site {
  app: string
  document: Answer
  deepLink: Answer
  redirectPage: Answer
  configuration: Answer
  /** A hashed file that the document loads. */
  script: Answer | undefined
  missing: Answer
}

/** Visits the host. Gives up when an address does not answer. */
export async function visit(app: string): Promise<Site | NoAnswer> {
  const paths = ['/', '/forecast', '/redirect.html', '/config.json', '/assets/doctor-made-up.js']
  const results = await Promise.all(paths.map((path) => probe(app + path)))
  const silent = results.find((result) => !isAnswer(result))
  if (silent && !isAnswer(silent)) return silent
  const [document, deepLink, redirectPage, configuration, missing] = results as [
    Answer,
    Answer,
    Answer,
    Answer,
    Answer,
  ]
  const script = await probeScript(app, document)
  return { app, document, deepLink, redirectPage, configuration, script, missing }
}

export function isSite(result: Site | NoAnswer): result is Site {
  return 'document' in result
}

/** Whether a development server answers, which sends none of the headers of production. */
export function isDevelopment({ document }: Site): boolean {
  return document.text.includes('/@vite/client')
}

/** Whether an answer is the app's own document, even where a host sends it by mistake. */
export function isAppDocument({ text }: Answer): boolean {
  return text.includes('id="root"')
}

async function probeScript(app: string, { text }: Answer): Promise<Answer | undefined> {
  const [, path] = /<script[^>]+src="(\/[^"]*assets\/[^"]+)"/.exec(text) ?? []
  if (path === undefined) return undefined
  const answer = await probe(new URL(path, app).href)
  return isAnswer(answer) ? answer : undefined
}

const fallbackFix =
  'Deploy staticwebapp.config.json, or the nginx rules, that `npm run configure` writes beside the app.'

/** Does the host send the right document for each address? */
export function checkDocuments(site: Site): Finding[] {
  return [
    checkTransport(site),
    checkStart(site),
    checkDeepLink(site),
    checkMissing(site),
    checkRedirectPage(site),
  ]
}

function checkTransport({ app }: Site): Finding {
  const exam = examine('https', `Transport of ${app}`)
  if (app.startsWith('https:') || isLoopbackUrl(app)) return exam.good()
  return exam.bad(
    'it is plain http: Entra registers no such redirect URI, and browsers offer no cryptography there.',
    'Serve the app by https.',
  )
}

function checkStart({ app, document }: Site): Finding {
  const exam = examine('document', `${app}/`)
  if (document.status !== 200 || !isAppDocument(document)) {
    return exam.bad(`this is not the app (status ${document.status}).`, 'Deploy the folder dist.')
  }
  const [path, wanted] = [builtFor(document.text), new URL(app).pathname.replace(/\/?$/, '/')]
  if (path === wanted) return exam.good()
  const problem = `the app was built for the path ${path}, so it looks for its files and its redirect URIs there.`
  return exam.bad(problem, `Build it with --base=${wanted}, then run \`npm run configure\` again.`)
}

function checkDeepLink({ app, deepLink }: Site): Finding {
  const exam = examine('fallback', `${app}/forecast`)
  if (deepLink.status === 200 && isAppDocument(deepLink)) return exam.good()
  const problem = `the host does not answer with the app (status ${deepLink.status}), so reloading a page fails.`
  return exam.bad(problem, fallbackFix)
}

function checkMissing({ missing }: Site): Finding {
  const exam = examine('missing-file', 'A file that is not there')
  if (missing.status === 404) return exam.good()
  return exam.bad(
    `the host answers ${missing.status} where 404 is due: after a deployment, browsers would take the page for a script.`,
    fallbackFix,
  )
}

function checkRedirectPage({ redirectPage }: Site): Finding {
  const exam = examine('redirect-page', redirectPage.url)
  const { status, headers } = redirectPage
  const policy = headers.get('content-security-policy') ?? ''
  const opener = headers.get('cross-origin-opener-policy') ?? 'unsafe-none'
  if (status !== 200 || isAppDocument(redirectPage)) {
    const problem = `this is not the page for hidden frames (status ${status}), so silent renewal times out.`
    return exam.bad(problem, 'Deploy redirect.html of dist too.')
  }
  if (/frame-ancestors(?! 'self')/.test(policy) || headers.has('x-frame-options')) {
    return exam.bad('the app may not show it in a frame.', fallbackFix)
  }
  if (!policy.includes('frame-ancestors'))
    return exam.bad('any site may show it in a frame.', fallbackFix)
  if (opener !== 'unsafe-none') {
    const problem = `Cross-Origin-Opener-Policy is ${opener}, which cuts it off from the page that waits.`
    return exam.bad(problem, fallbackFix)
  }
  return exam.good()
}

const headersFix =
  'Run `npm run configure -- --out dist` and deploy what it writes; a proxy may not change it.'

/** Are the headers those of this configuration and of the document that is served? */
export function checkHeaders(config: Config, { app, deepLink }: Site): Finding[] {
  const expected = staticWebAppConfig(config, deepLink.text).globalHeaders
  const policy = expected['Content-Security-Policy'] ?? ''
  const served = deepLink.headers.get('content-security-policy')
  const names = Object.keys(expected).filter((name) => isCompared(name, app))
  return [
    ...checkPolicy(policy, served),
    ...names.map((name) => checkHeader(name, expected[name] ?? '', deepLink.headers.get(name))),
  ]
}

// A browser takes Strict-Transport-Security only from https (RFC 6797 §8.1).
function isCompared(name: string, app: string): boolean {
  if (name === 'Content-Security-Policy' || name === 'Cache-Control') return false
  return name !== 'Strict-Transport-Security' || !isLoopbackUrl(app)
}

function checkPolicy(expected: string, served: string | null): Finding[] {
  const exam = examine('csp', 'Content-Security-Policy')
  if (served === null) return [exam.bad('there is none.', headersFix)]
  const [wanted, found] = [directivesOf(expected), directivesOf(served)]
  const problems = [...new Set([...wanted.keys(), ...found.keys()])].flatMap((name) =>
    compareSources(name, wanted.get(name), found.get(name)),
  )
  return problems.length === 0
    ? [exam.good()]
    : problems.map((problem) => exam.bad(problem, headersFix))
}

function compareSources(name: string, wanted?: Set<string>, found?: Set<string>): string[] {
  if (!found) return [`${name} is missing.`]
  if (!wanted) return []
  const lacking = [...wanted].filter((source) => !found.has(source))
  const surplus = [...found].filter((source) => !wanted.has(source))
  return [
    ...(lacking.length > 0 ? [`${name} blocks ${lacking.join(' ')}.`] : []),
    ...(surplus.length > 0 ? [`${name} lets ${surplus.join(' ')} through for no reason.`] : []),
  ]
}

function directivesOf(policy: string): Map<string, Set<string>> {
  const parts = policy.split(';').map((part) => part.trim().split(/\s+/))
  return new Map(
    parts.map(([name = '', ...sources]) => [name.toLowerCase(), new Set(sources)] as const),
  )
}

function checkHeader(name: string, expected: string, served: string | null): Finding {
  const exam = examine('header', name)
  if (served === expected || isStronger(name, served)) return exam.good()
  return exam.bad(served === null ? 'it is missing.' : `it is "${served}".`, headersFix)
}

const yearInSeconds = 31_536_000

function isStronger(name: string, served: string | null): boolean {
  if (name !== 'Strict-Transport-Security' || served === null) return false
  return Number(/max-age=(\d+)/.exec(served)?.[1] ?? 0) >= yearInSeconds
}

const cachingFix = 'Deploy the cache rules that `npm run configure` writes.'
const hourInSeconds = 3600

/** May browsers keep the files that never change, and no others (RFC 9111 §5.2.2)? */
export function checkCaching({ document, redirectPage, configuration, script }: Site): Finding[] {
  return [
    checkFresh(document),
    checkFresh(redirectPage),
    checkConfiguration(configuration),
    ...(script ? [checkForever(script)] : []),
  ]
}

function checkFresh({ url, headers }: Answer): Finding {
  const exam = examine('caching', `Caching of ${url}`)
  const rule = headers.get('cache-control') ?? ''
  if (/no-cache|no-store|max-age=0/.test(rule)) return exam.good()
  const problem = `browsers may keep an old document (${rule || 'no Cache-Control'}), whose scripts are gone.`
  return exam.bad(problem, cachingFix)
}

function checkConfiguration({ url, headers }: Answer): Finding {
  const exam = examine('caching', `Caching of ${url}`)
  const rule = headers.get('cache-control') ?? ''
  const seconds = Number(/max-age=(\d+)/.exec(rule)?.[1])
  if (/no-cache|no-store/.test(rule) || seconds === 0) {
    const problem = `each load waits for it again (${rule}).`
    return exam.advice(problem, cachingFix)
  }
  if (seconds <= hourInSeconds && !rule.includes('immutable')) return exam.good()
  const problem = `a change of it does not reach browsers for long (${rule || 'no Cache-Control'}).`
  return exam.bad(problem, cachingFix)
}

function checkForever({ url, headers }: Answer): Finding {
  const exam = examine('caching', `Caching of ${url}`)
  const rule = headers.get('cache-control') ?? ''
  if (/immutable|max-age=31536000/.test(rule)) return exam.good()
  const problem = `browsers ask for it again and again (${rule || 'no Cache-Control'}), though its name changes with its content.`
  return exam.bad(problem, cachingFix)
}
