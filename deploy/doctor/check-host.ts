import { isLoopbackUrl } from '../configure/doubts.ts'
import { basePathOf, readPage, sortParts } from './check-added-parts.ts'
import { examine, type Finding } from './finding.ts'
import { allowsPart, allowsUrl } from './policy.ts'
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
  /** The scripts and styles of the build that the document loads. */
  files: (Answer | NoAnswer)[]
  missing: Answer
}

// What adds scripts to pages leaves other answers alone, so a page is asked for as a browser asks.
const asBrowser = {
  headers: {
    Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'User-Agent':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  },
}

/** Visits the host. Gives up when an address does not answer. */
export async function visit(app: string): Promise<Site | NoAnswer> {
  const pages = ['/', '/forecast', '/redirect.html']
  const files = ['/config.json', '/assets/doctor-made-up.js']
  const results = await Promise.all([
    ...pages.map((path) => probe(app + path, asBrowser)),
    ...files.map((path) => probe(app + path)),
  ])
  const silent = results.find((result) => !isAnswer(result))
  if (silent && !isAnswer(silent)) return silent
  const [document, deepLink, redirectPage, configuration, missing] = results as [
    Answer,
    Answer,
    Answer,
    Answer,
    Answer,
  ]
  const parts = sortParts(readPage(document)).own.flatMap(({ directive, url }) =>
    url !== undefined && /^(?:script|style)-src/.test(directive) ? url : [],
  )
  const built = await Promise.all([...new Set(parts)].map((url) => probe(url)))
  const script = built.filter(isAnswer).find(({ url }) => new URL(url).pathname.endsWith('.js'))
  return { app, document, deepLink, redirectPage, configuration, missing, script, files: built }
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

const fallbackFix =
  'Deploy staticwebapp.config.json, or the nginx rules, that `npm run configure` writes beside the app.'

/** Is the app at its address at all? */
export function checkEntrance(site: Site): Finding[] {
  return [checkTransport(site), checkStart(site)]
}

/** Does the host send the right document for each address? */
export function checkDocuments(site: Site): Finding[] {
  return [...checkEntrance(site), checkDeepLink(site), checkMissing(site), checkRedirectPage(site)]
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
  if (isRedirect(document)) return exam.bad(...explainRedirect(document))
  if (document.status !== 200 || !isAppDocument(document)) {
    return exam.bad(...explainOther(document))
  }
  const wanted = new URL(app).pathname.replace(/\/?$/, '/')
  const path = basePathOf(readPage({ ...document, url: `${app}/` }))
  if (path === wanted) return exam.good()
  const problem = `the app was built for the path ${path}, so it looks for its files and its redirect URIs there.`
  return exam.bad(problem, `Build it with --base=${wanted}, then run \`npm run configure\` again.`)
}

/** Whether a browser goes on to another address: the headers of such an answer are not those of a page. */
export function isRedirect({ status }: Answer): boolean {
  return status >= 300 && status < 400
}

function targetOf({ url, headers }: Answer): URL | undefined {
  const address = headers.get('location') ?? ''
  return URL.canParse(address, url) ? new URL(address, url) : undefined
}

function explainOther({ status }: Answer): [problem: string, fix: string] {
  if (status === 401 || status === 403) {
    return [
      `the host refuses it (status ${status}).`,
      'Let it answer everybody: turn off a sign-in of its own or an address filter, and make the files readable for it.',
    ]
  }
  if (status >= 500) return [`the host fails (status ${status}).`, 'Read the log of the host.']
  return [
    `this is not the app (status ${status}).`,
    'Deploy the folder dist. If this network asks for a sign-in, as in a hotel, sign in there first.',
  ]
}

function explainRedirect(answer: Answer): [problem: string, fix: string] {
  const { url, status } = answer
  const target = targetOf(answer)
  const own = new URL(url)
  if (target?.href === own.href) {
    return [
      `it redirects to itself (${status}), so browsers give up.`,
      'A proxy in front takes https and asks the host by http: let it send X-Forwarded-Proto and let the host believe that, or turn the redirect to https off in one of the two.',
    ]
  }
  if (target?.origin === own.origin && target.pathname === `${own.pathname}index.html`) {
    return [
      `it redirects to ${target.pathname}, which costs a round trip at each sign-in.`,
      'Let the host serve index.html at the address itself.',
    ]
  }
  if (target?.hostname === own.hostname || target?.hostname === `www.${own.hostname}`) {
    return [
      `it redirects to ${target.origin}.`,
      `Give the doctor that address, and register the redirect URIs there: --app ${target.origin}.`,
    ]
  }
  return [
    `it redirects to ${target?.origin ?? 'nowhere'} (${status}), so browsers do not get the app.`,
    'If the host asks for a sign-in of its own, turn that off for the app: the app signs people in itself.',
  ]
}

function checkDeepLink({ app, deepLink }: Site): Finding {
  const exam = examine('fallback', `${app}/forecast`)
  if (deepLink.status === 200 && isAppDocument(deepLink)) return exam.good()
  if (isRedirect(deepLink) && targetOf(deepLink)?.href === `${deepLink.url}/`) {
    const problem = `the host redirects it to ${deepLink.url}/, which costs a round trip at each reload.`
    return exam.advice(problem, 'Let the host add no slash to addresses.')
  }
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
  const { status, headers, url } = redirectPage
  const opener = headers.get('cross-origin-opener-policy') ?? 'unsafe-none'
  const frames = (headers.get('x-frame-options') ?? 'sameorigin').toLowerCase()
  const page = readPage(redirectPage, false)
  if (isRedirect(redirectPage)) {
    const problem = `the host redirects it (${status}) to ${targetOf(redirectPage)?.href ?? 'nowhere'}, so silent renewal times out.`
    return exam.bad(problem, cleanAddresses)
  }
  if (status !== 200 || isAppDocument(redirectPage)) {
    const problem = `this is not the page for hidden frames (status ${status}), so silent renewal times out.`
    return exam.bad(problem, 'Deploy redirect.html of dist too.')
  }
  const isFramed = (by: string) =>
    page.applied.every((policy) => allowsUrl(policy, 'frame-ancestors', by, url))
  if (!isFramed(url) || !/^sameorigin(?:,\s*sameorigin)*$/.test(frames)) {
    return exam.bad('the app may not show it in a frame.', fallbackFix)
  }
  if (isFramed('https://doctor.example/'))
    return exam.bad('any site may show it in a frame.', fallbackFix)
  if (!opener.startsWith('unsafe-none')) {
    const problem = `Cross-Origin-Opener-Policy is ${opener}, which cuts it off from the page that waits.`
    return exam.bad(problem, fallbackFix)
  }
  const own = sortParts(page).own.filter(({ directive }) => directive.startsWith('script-src'))
  if (own.every((part) => page.applied.every((policy) => allowsPart(policy, part, url))))
    return exam.good()
  return exam.bad('its policy blocks its own script, so silent renewal times out.', fallbackFix)
}

// https://firebase.google.com/docs/hosting/full-config#control_html_extensions and the like.
const cleanAddresses =
  'Let the host serve it at the address itself. Where it takes .html off, turn that off: cleanUrls of Firebase and Vercel, Pretty URLs of Netlify, html_handling of Cloudflare Workers (Cloudflare Pages has no switch).'

const scriptTypes = /^(?:text|application)\/(?:x-)?(?:java|ecma)script\b/i

/** Does a browser take the documents, scripts and styles for what they are (HTML Standard §8.1.4.2, MIME Sniffing §7)? */
export function checkFiles({ app, document, deepLink, files }: Site): Finding[] {
  const exam = examine('files', `Files of ${app}`)
  const bad = ([url, problem, fix]: [string, string, string]) =>
    exam.bad(`${new URL(url).pathname} ${problem}`, fix)
  const pages = [document, deepLink].filter(isAppDocument).map(judgePage)
  const problems = [...pages, ...files.map(judgeFile)].flatMap((found) =>
    found ? [bad(found)] : [],
  )
  return problems.length === 0 ? [exam.good()] : problems
}

function judgePage({ url, headers }: Answer): [string, string, string] | undefined {
  const type = headers.get('content-type') ?? ''
  const fix = 'Let the host send index.html as text/html; charset=utf-8.'
  if (headers.get('content-disposition')?.startsWith('attachment') === true) {
    return [url, 'is offered as a download.', 'Remove the header Content-Disposition.']
  }
  if (type !== '' && !/^\s*text\/html\b/i.test(type)) return [url, `is sent as ${type}.`, fix]
  const [, charset = 'utf-8'] = /charset="?([^";,\s]+)/i.exec(type) ?? []
  if (/^utf-?8$/i.test(charset)) return undefined
  return [url, `is sent as ${charset}, so its letters and the hashes of the policy are wrong.`, fix]
}

function judgeFile(answer: Answer | NoAnswer): [string, string, string] | undefined {
  const { url } = answer
  if (!isAnswer(answer)) return [url, answer.problem, answer.fix]
  const { status, headers } = answer
  if (status !== 200) {
    const fix = 'Deploy the whole folder dist of one build, the documents last.'
    return [url, `is answered with ${status}, so the app does not start.`, fix]
  }
  const type = headers.get('content-type') ?? ''
  const isStyle = new URL(url).pathname.endsWith('.css')
  if (isStyle ? /^text\/css\b/i.test(type) : scriptTypes.test(type)) return undefined
  const wanted = isStyle ? 'text/css' : 'text/javascript'
  return [
    url,
    `is sent as ${type || 'nothing'}, so browsers refuse it.`,
    `Let the host send it as ${wanted}.`,
  ]
}

const cachingFix = 'Deploy the cache rules that `npm run configure` writes.'
const hourInSeconds = 3600

/** May browsers keep the files that never change, and no others (RFC 9111 §5.2.2)? */
export function checkCaching({ document, redirectPage, configuration, script }: Site): Finding[] {
  return [
    ...[document, redirectPage].filter((answer) => !isRedirect(answer)).map(checkFresh),
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
