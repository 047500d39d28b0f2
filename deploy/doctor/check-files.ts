import { createHash } from 'node:crypto'
import { type Page, sortParts } from './check-added-parts.ts'
import { isAppDocument, type Site } from './check-host.ts'
import { examine, type Examination, type Finding } from './finding.ts'
import { type HttpResponse, isResponse, type NoResponse } from './probe.ts'

const scriptTypes = /^(?:text|application)\/(?:x-)?(?:java|ecma)script\b/i

/** What is wrong with a file. */
type Judgement = [url: string, problem: string, fix: string]

/** Checks the content types of documents, scripts and styles (HTML Standard §8.1.4.2, MIME Sniffing §7). */
export function checkFiles({ app, document, deepLink, files }: Site): Finding[] {
  const pages = [document, deepLink].filter(isAppDocument).map(judgePage)
  const judged = [...pages, ...files.map(judgeFile)]
  return report(examine('files', `Files of ${app}`), judged)
}

/** @returns one finding for each problem, however many files have it */
function report(exam: Examination, judged: readonly (Judgement | undefined)[]): Finding[] {
  const found = new Map<string, { first: Judgement; paths: Set<string> }>()
  for (const judgement of judged) {
    if (!judgement) continue
    const [url, problem] = judgement
    const known = found.get(problem) ?? { first: judgement, paths: new Set() }
    found.set(problem, known)
    known.paths.add(new URL(url).pathname)
  }
  const findings = [...found.values()].map(({ first: [url, problem, fix], paths }) => {
    const others = paths.size - 1
    const more = others > 0 ? ` The same goes for ${others} more.` : ''
    return exam.bad(`${new URL(url).pathname} ${problem}${more}`, fix)
  })
  return findings.length === 0 ? [exam.good()] : findings
}

function judgePage({ url, headers }: HttpResponse): Judgement | undefined {
  const type = headers.get('content-type') ?? ''
  const fix = 'Configure the host to send index.html as text/html; charset=utf-8.'
  if (headers.get('content-disposition')?.startsWith('attachment') === true) {
    return [url, 'is sent as a download.', 'Remove the Content-Disposition header.']
  }
  if (type !== '' && !/^\s*text\/html\b/i.test(type)) return [url, `is sent as ${type}.`, fix]
  const [, charset = 'utf-8'] = /charset="?([^";,\s]+)/i.exec(type) ?? []
  if (/^utf-?8$/i.test(charset)) return undefined
  return [
    url,
    `is sent as ${charset}, so its text and the hashes of the content security policy are wrong.`,
    fix,
  ]
}

function judgeFile(response: HttpResponse | NoResponse): Judgement | undefined {
  const { url } = response
  if (!isResponse(response)) return [url, response.problem, response.fix]
  const { status, headers } = response
  if (status !== 200) {
    const fix = 'Deploy the whole folder dist of one build, the documents last.'
    return [url, `returns ${status}, so the app or a part of it does not load.`, fix]
  }
  const type = headers.get('content-type') ?? ''
  const isStyle = new URL(url).pathname.endsWith('.css')
  if (isStyle ? /^text\/css\b/i.test(type) : scriptTypes.test(type)) return undefined
  const wanted = isStyle ? 'text/css' : 'text/javascript'
  return [
    url,
    `is sent ${type === '' ? 'without a Content-Type' : `as ${type}`}, so browsers refuse it.`,
    `Configure the host to send it as ${wanted}.`,
  ]
}

/**
 * Checks that each script is the file of the build, and that a browser can tell (Subresource Integrity §3): the hash in the
 * document is that of the file, and with `Integrity-Policy` no script of the document lacks one.
 * @param pages the app's documents
 */
export function checkIntegrity({ app, files }: Site, pages: readonly Page[]): Finding[] {
  const hashes = new Map(pages.flatMap(({ integrity }) => [...integrity]))
  const sent = files.filter(isResponse).filter(({ status }) => status === 200)
  const changed = sent.filter((file) => !hasHash(file, hashes.get(file.url) ?? ''))
  return report(examine('integrity', `Scripts of ${app}`), [
    ...changed.map(({ url }) => judge(url, 'is not the file of the build, so browsers refuse it.')),
    ...pages
      .flatMap(unhashed)
      .map((url) => judge(url, 'has no hash in the document, so browsers refuse it.')),
  ])
}

function judge(url: string, problem: string): Judgement {
  return [
    url,
    problem,
    'Deploy the whole folder dist of one build. If it is deployed, something changes scripts or documents on the way, such as the minification of a CDN: turn it off.',
  ]
}

/** @returns whether a file has one of the hashes; any file has, if there is none (Subresource Integrity §3.3.4) */
function hasHash({ text }: HttpResponse, hashes: string): boolean {
  const known = hashes.match(/\bsha(?:256|384|512)-[A-Za-z0-9+/]+={0,2}/g) ?? []
  return (
    known.length === 0 ||
    known.some((hash) => {
      const [algorithm = '', ...digest] = hash.split('-')
      return createHash(algorithm).update(text).digest('base64') === digest.join('-')
    })
  )
}

/** An `Integrity-Policy` that refuses scripts without a hash. */
export const blocksScripts = /blocked-destinations\s*=\s*\([^)]*\bscript\b/

/** @returns the scripts that `Integrity-Policy` blocks */
function unhashed(page: Page): string[] {
  if (!blocksScripts.test(page.headers.get('integrity-policy') ?? '')) return []
  return sortParts(page).own.flatMap(({ directive, url }) =>
    directive === 'script-src-elem' && url !== undefined && !page.integrity.has(url) ? url : [],
  )
}
