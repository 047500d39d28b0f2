import { randomBytes } from 'node:crypto'
import { examine, type Finding } from './finding.ts'
import { type HttpResponse, isResponse, probe } from './probe.ts'
import type { ApiSubject } from './subject.ts'

/** The size of an access token with about 200 groups, the most that Entra includes. */
const largeBytes = 12 * 1024

/** Checks that a token as large as Entra issues them reaches the API. The token is made up. */
export async function checkLargeToken(api: ApiSubject): Promise<Finding> {
  const exam = examine('api-large-token', `API with a 12 kB token${api.which}`)
  const token = `made.${randomBytes((largeBytes * 3) / 4).toString('base64url')}.up`
  const response = await probe(api.url, { headers: { Authorization: `Bearer ${token}` } })
  if (isResponse(response) && response.status === 401) return exam.good()
  const said = isResponse(response) ? `it returned ${response.status}` : 'the connection was closed'
  return exam.bad(
    `${said}: the API or a proxy in front of it does not accept headers of this size. Members of about 200 groups have such tokens.`,
    `Allow 32 kB: ${fixFor(isResponse(response) ? response : undefined)}.`,
  )
}

const fixes: readonly [RegExp, string][] = [
  [/nginx|openresty/i, '`large_client_header_buffers 4 32k` in nginx'],
  [/apache/i, '`LimitRequestFieldSize 32768` in Apache'],
  [/HTTPAPI|IIS|ASP\.NET/i, 'MaxFieldLength and MaxRequestBytes of http.sys in the registry (IIS)'],
  [/kestrel/i, 'MaxRequestHeadersTotalSize in Kestrel'],
]

// The server often names itself in a header or in the body.
function fixFor(response: HttpResponse | undefined): string {
  const clues = `${response?.headers.get('server') ?? ''} ${response?.text ?? ''}`
  const found = fixes.find(([pattern]) => pattern.test(clues))
  if (found) return found[1]
  return [...fixes.map(([, fix]) => fix), '`--max-http-header-size=32768` in Node'].join(', ')
}
