// Makes a line of each report. Nothing of a report is copied but words of the lists below, numbers, and the origins and paths
// of its URLs: queries, fragments, credentials, samples of code and unknown fields cannot reach the log.

const kinds = ['csp-violation', 'integrity-violation']
const dispositions = ['enforce', 'report']

/** Directives of CSP Level 3 and Trusted Types, and the destinations of Integrity-Policy. */
const rules =
  'default-src script-src script-src-elem script-src-attr style-src style-src-elem style-src-attr img-src font-src connect-src frame-src child-src worker-src manifest-src media-src object-src base-uri form-action frame-ancestors sandbox require-trusted-types-for trusted-types script style'.split(
    ' ',
  )

/** What browsers report in place of a URL: a kind of violation, or the scheme of a URL that is not of HTTP. */
const keywords =
  'inline eval wasm-eval trusted-types-policy trusted-types-sink data blob about filesystem resource chrome-extension moz-extension safari-web-extension webkit-masked-url'.split(
    ' ',
  )

const longest = 300

type Fields = Readonly<Record<string, unknown>>

/**
 * @param body the parsed JSON of a request: the list of the Reporting API, one such report as WebKit sends it, or the object
 * with `csp-report` of `report-uri`
 * @param origins of the app, whose documents the reports have to be about
 * @returns a line for each report, and how many reports were left out; undefined if the body is not of these forms
 */
export function linesOf(
  body: unknown,
  origins: readonly string[],
): { lines: string[]; skipped: number } | undefined {
  const reports = Array.isArray(body) ? (body as unknown[]) : [body]
  const violations = reports.map(violationIn)
  if (violations.includes(undefined)) return undefined
  const lines = violations.flatMap((violation) => lineOf(violation ?? {}, origins) ?? [])
  return { lines, skipped: reports.length - lines.length }
}

/** @returns the fields of a report by the names of the Reporting API; undefined if it is not a report */
function violationIn(report: unknown): Fields | undefined {
  if (!isObject(report)) return undefined
  const { type, body, 'csp-report': old } = report
  if (isObject(old)) return { ...modernNames(old), kind: 'csp-violation' }
  return typeof type === 'string' && isObject(body) ? { ...body, kind: type } : undefined
}

function modernNames(report: Fields): Fields {
  return {
    documentURL: report['document-uri'],
    blockedURL: report['blocked-uri'],
    sourceFile: report['source-file'],
    lineNumber: report['line-number'],
    effectiveDirective: report['effective-directive'] ?? report['violated-directive'],
    disposition: report['disposition'],
  }
}

function lineOf(violation: Fields, origins: readonly string[]): string | undefined {
  const { kind, documentURL, sourceFile, lineNumber } = violation
  const page = placeOf(documentURL)
  const isOwn = origins.some((origin) => page.startsWith(`${origin}/`))
  if (!kinds.includes(String(kind)) || !isOwn) return undefined
  const rule = wordOf(violation['effectiveDirective'] ?? violation['destination'], rules)
  const disposition = violation['disposition'] ?? (violation['reportOnly'] ? 'report' : 'enforce')
  const line = Number.isSafeInteger(lineNumber) ? `:${Number(lineNumber)}` : ''
  return [
    String(kind),
    rule,
    `blocked ${placeOf(violation['blockedURL'])}`,
    `on ${page}`,
    ...(typeof sourceFile === 'string' ? [`by ${placeOf(sourceFile)}${line}`] : []),
    `(${wordOf(disposition, dispositions)})`,
  ].join(' ')
}

/** @returns origin and path of a URL, or a keyword */
function placeOf(value: unknown): string {
  const url = typeof value === 'string' ? parse(value) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) return wordOf(value, keywords)
  const place = url.origin + url.pathname
  return place.length > longest ? `${place.slice(0, longest)}…` : place
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

function wordOf(value: unknown, words: readonly string[]): string {
  const text = typeof value === 'string' ? (value.split(/[:\s]/, 1)[0] ?? '') : ''
  return words.includes(text) ? text : 'unknown'
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
