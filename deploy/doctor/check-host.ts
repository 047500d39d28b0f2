import { isLoopbackUrl } from '../configure/sanity-checks.ts'
import { basePathOf, readPage, sortParts } from './check-added-parts.ts'
import { examine, type Finding } from './finding.ts'
import { allowsPart, allowsUrl } from './policy.ts'
import { type HttpResponse, isResponse, type NoResponse, probe } from './probe.ts'
import { parseUrl } from '../../command-line/parse-url.ts'

/** The responses of the app's host. */
export interface Site {
  app: string
  document: HttpResponse
  deepLink: HttpResponse
  redirectPage: HttpResponse
  configuration: HttpResponse
  /** A hashed file that the document loads. */
  script: HttpResponse | undefined
  /** The scripts and styles of the build that the document loads or names, with their hashes, for later. */
  files: (HttpResponse | NoResponse)[]
  missing: HttpResponse
}

// Proxies that inject scripts do so only for requests that look like a browser's.
const asBrowser = {
  headers: {
    Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'User-Agent':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  },
}

/** Requests the app's documents and files. Gives up if one gets no response. */
export async function visit(app: string): Promise<Site | NoResponse> {
  const pages = ['/', '/forecast', '/redirect.html']
  const files = ['/config.json', '/assets/doctor-made-up.js']
  const results = await Promise.all([
    ...pages.map((path) => probe(app + path, asBrowser)),
    ...files.map((path) => probe(app + path)),
  ])
  const silent = results.find((result) => !isResponse(result))
  if (silent && !isResponse(silent)) return silent
  const [document, deepLink, redirectPage, configuration, missing] = results as [
    HttpResponse,
    HttpResponse,
    HttpResponse,
    HttpResponse,
    HttpResponse,
  ]
  const page = readPage(document)
  const parts = sortParts(page).own.flatMap(({ directive, url }) =>
    url !== undefined && /^(?:script|style)-src/.test(directive) ? url : [],
  )
  const later = [...page.integrity.keys()].filter((url) => isOwn(url, document.url))
  const built = await Promise.all(
    [...new Set([...parts, ...later])].map((url) => probe(url, whole)),
  )
  const script = built.filter(isResponse).find(({ url }) => new URL(url).pathname.endsWith('.js'))
  return { app, document, deepLink, redirectPage, configuration, missing, script, files: built }
}

// For the hash of a script.
const whole = { maxBytes: 16 * 1024 * 1024 }

function isOwn(url: string, document: string): boolean {
  return new URL(url).origin === new URL(document).origin
}

export function isSite(result: Site | NoResponse): result is Site {
  return 'document' in result
}

/** Whether the host is a development server, which sends no production headers. */
export function isDevelopment({ document }: Site): boolean {
  return document.text.includes('/@vite/client')
}

/** Whether a response is the app's own document. */
export function isAppDocument({ text }: HttpResponse): boolean {
  return text.includes('id="root"')
}

const fallbackFix =
  'Deploy the staticwebapp.config.json or the nginx rules that `npm run configure` writes.'

/** Checks that the app is at its address. */
export function checkEntrance(site: Site): Finding[] {
  return [checkTransport(site), checkStart(site)]
}

/** Checks that the host sends the right document for each address. */
export function checkDocuments(site: Site): Finding[] {
  return [...checkEntrance(site), checkDeepLink(site), checkMissing(site), checkRedirectPage(site)]
}

function checkTransport({ app }: Site): Finding {
  const exam = examine('https', `Transport of ${app}`)
  if (app.startsWith('https:') || isLoopbackUrl(app)) return exam.good()
  return exam.bad(
    'it is plain http: Entra does not accept such a redirect URI, and browsers disable Web Crypto.',
    'Serve the app over https.',
  )
}

function checkStart({ app, document }: Site): Finding {
  const exam = examine('document', `${app}/`)
  if (isRedirect(document)) return exam.bad(...explainRedirect(document))
  if (document.status !== 200 || !isAppDocument(document)) {
    return exam.bad(...explainOther(document))
  }
  const wanted = new URL(app).pathname.replace(/\/?$/, '/')
  const path = basePathOf(readPage({ ...document, url: `${app}/` }))
  if (path === wanted) return exam.good()
  const problem = `the app was built for the path ${path}, so its files and redirect URIs are wrong.`
  return exam.bad(problem, `Build it with --base=${wanted}, then run \`npm run configure\` again.`)
}

/** Whether a response redirects. Its headers are not those of a page. */
export function isRedirect({ status }: HttpResponse): boolean {
  return status >= 300 && status < 400
}

function targetOf({ url, headers }: HttpResponse): URL | undefined {
  return parseUrl(headers.get('location') ?? '', url)
}

function explainOther({ status }: HttpResponse): [problem: string, fix: string] {
  if (status === 401 || status === 403) {
    return [
      `the host denies access (status ${status}).`,
      'Make the app public: turn off a sign-in or an IP filter of the host, and make the files readable for it.',
    ]
  }
  if (status >= 500) return [`the host failed (status ${status}).`, 'Read the log of the host.']
  return [
    `this is not the app (status ${status}).`,
    'Deploy the folder dist. If this network has a captive portal, as in a hotel, sign in there first.',
  ]
}

function explainRedirect(response: HttpResponse): [problem: string, fix: string] {
  const { url, status } = response
  const target = targetOf(response)
  const own = new URL(url)
  if (target?.href === own.href) {
    return [
      `it redirects to itself (${status}), so browsers report a redirect loop.`,
      'Usually a proxy ends https and connects to the host over http. Configure the proxy to send X-Forwarded-Proto and the host to trust it, or turn off the redirect to https in one of them.',
    ]
  }
  if (target?.origin === own.origin && target.pathname === `${own.pathname}index.html`) {
    return [
      `it redirects to ${target.pathname}, which costs a round trip at each sign-in.`,
      'Configure the host to serve index.html at the address itself.',
    ]
  }
  if (target?.hostname === own.hostname || target?.hostname === `www.${own.hostname}`) {
    return [
      `it redirects to ${target.origin}.`,
      `Use that address: register its redirect URIs, and run the doctor with --app ${target.origin}.`,
    ]
  }
  return [
    `it redirects to ${target?.origin ?? 'nowhere'} (${status}), so browsers do not get the app.`,
    'If the host requires a sign-in, turn it off for the app: the app has its own sign-in.',
  ]
}

function checkDeepLink({ app, deepLink }: Site): Finding {
  const exam = examine('fallback', `${app}/forecast`)
  if (deepLink.status === 200 && isAppDocument(deepLink)) return exam.good()
  if (isRedirect(deepLink) && targetOf(deepLink)?.href === `${deepLink.url}/`) {
    const problem = `the host redirects to ${deepLink.url}/, which costs a round trip at each reload.`
    return exam.advice(problem, 'Configure the host not to add a trailing slash.')
  }
  const problem = `the host does not send the app (status ${deepLink.status}), so reloading a page fails.`
  return exam.bad(problem, fallbackFix)
}

function checkMissing({ missing }: Site): Finding {
  const exam = examine('missing-file', 'A missing file')
  if (missing.status === 404) return exam.good()
  return exam.bad(
    `the host returns ${missing.status} instead of 404, so after a deployment browsers get HTML instead of a script.`,
    fallbackFix,
  )
}

function checkRedirectPage({ redirectPage }: Site): Finding {
  const exam = examine('redirect-page', redirectPage.url)
  const { status, headers, url } = redirectPage
  const opener = headers.get('cross-origin-opener-policy') ?? 'unsafe-none'
  const frames = (headers.get('x-frame-options') ?? 'sameorigin').toLowerCase()
  const page = readPage(redirectPage, false)
  if (isRedirect(redirectPage)) {
    const problem = `the host redirects (${status}) to ${targetOf(redirectPage)?.href ?? 'nowhere'}, so silent renewal times out.`
    return exam.bad(problem, cleanAddresses)
  }
  if (status !== 200 || isAppDocument(redirectPage)) {
    const problem = `this is not the page for hidden frames (status ${status}), so silent renewal times out.`
    return exam.bad(problem, 'Deploy redirect.html from dist.')
  }
  const isFramed = (by: string) =>
    page.applied.every((policy) => allowsUrl(policy, 'frame-ancestors', by, url))
  if (!isFramed(url) || !/^sameorigin(?:,\s*sameorigin)*$/.test(frames)) {
    return exam.bad('the app may not frame it.', fallbackFix)
  }
  if (isFramed('https://doctor.example/')) return exam.bad('any site may frame it.', fallbackFix)
  if (!opener.startsWith('unsafe-none')) {
    const problem = `Cross-Origin-Opener-Policy is ${opener}, which severs it from the page that waits for it.`
    return exam.bad(problem, fallbackFix)
  }
  const own = sortParts(page).own.filter(({ directive }) => directive.startsWith('script-src'))
  if (own.every((part) => page.applied.every((policy) => allowsPart(policy, part, url))))
    return exam.good()
  return exam.bad(
    'its content security policy blocks its own script, so silent renewal times out.',
    fallbackFix,
  )
}

// For example https://firebase.google.com/docs/hosting/full-config#control_html_extensions.
const cleanAddresses =
  'Configure the host to serve it at this address, without removing .html: turn off cleanUrls (Firebase, Vercel), Pretty URLs (Netlify) or html_handling (Cloudflare Workers). Cloudflare Pages has no such setting.'

const cachingFix = 'Deploy the cache rules that `npm run configure` writes.'
const hourInSeconds = 3600

/** Checks that browsers cache the files that never change, and no others (RFC 9111 §5.2.2). */
export function checkCaching({ document, redirectPage, configuration, script }: Site): Finding[] {
  return [
    ...[document, redirectPage].filter((response) => !isRedirect(response)).map(checkFresh),
    checkConfiguration(configuration),
    ...(script ? [checkForever(script)] : []),
  ]
}

function checkFresh({ url, headers }: HttpResponse): Finding {
  const exam = examine('caching', `Caching of ${url}`)
  const rule = headers.get('cache-control') ?? ''
  if (/no-cache|no-store|max-age=0/.test(rule)) return exam.good()
  const problem = `browsers may cache an old document (${rule || 'no Cache-Control'}), whose scripts no longer exist.`
  return exam.bad(problem, cachingFix)
}

function checkConfiguration({ url, headers }: HttpResponse): Finding {
  const exam = examine('caching', `Caching of ${url}`)
  const rule = headers.get('cache-control') ?? ''
  const seconds = Number(/max-age=(\d+)/.exec(rule)?.[1])
  if (/no-cache|no-store/.test(rule) || seconds === 0) {
    const problem = `every page load waits for it (${rule}).`
    return exam.advice(problem, cachingFix)
  }
  if (seconds <= hourInSeconds && !rule.includes('immutable')) return exam.good()
  const problem = `browsers cache it for too long (${rule || 'no Cache-Control'}), so changes arrive late.`
  return exam.bad(problem, cachingFix)
}

function checkForever({ url, headers }: HttpResponse): Finding {
  const exam = examine('caching', `Caching of ${url}`)
  const rule = headers.get('cache-control') ?? ''
  if (/immutable|max-age=31536000/.test(rule)) return exam.good()
  const problem = `browsers do not cache it (${rule || 'no Cache-Control'}), although its name changes with its content.`
  return exam.bad(problem, cachingFix)
}
