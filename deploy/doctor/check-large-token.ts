import { randomBytes } from 'node:crypto'
import { examine, type Finding } from './finding.ts'
import { type Answer, isAnswer, probe } from './probe.ts'
import type { ApiSubject } from './subject.ts'

/** The size of the access token of a member of about 200 groups, which Entra still puts into it. */
const largeBytes = 12 * 1024

/** Does an access token as long as Entra issues them reach the API? It gets one that is made up. */
export async function checkLargeToken(api: ApiSubject): Promise<Finding> {
  const exam = examine('api-large-token', `API with a token of 12 kB${api.which}`)
  const token = `made.${randomBytes((largeBytes * 3) / 4).toString('base64url')}.up`
  const answer = await probe(api.url, { headers: { Authorization: `Bearer ${token}` } })
  if (isAnswer(answer) && answer.status === 401) return exam.good()
  const said = isAnswer(answer) ? `it answered ${answer.status}` : 'the connection was closed'
  return exam.bad(
    `${said}: the API or a proxy in front of it takes no headers of this size. Members of about 200 groups have such a token.`,
    `Allow 32 kB: ${fixFor(isAnswer(answer) ? answer : undefined)}.`,
  )
}

const fixes: readonly [RegExp, string][] = [
  [/nginx|openresty/i, '`large_client_header_buffers 4 32k` in nginx'],
  [/apache/i, '`LimitRequestFieldSize 32768` in Apache'],
  [/HTTPAPI|IIS|ASP\.NET/i, 'MaxFieldLength and MaxRequestBytes of http.sys in the registry (IIS)'],
  [/kestrel/i, 'MaxRequestHeadersTotalSize in Kestrel'],
]

// The server that refuses often names itself, in a header or on its page.
function fixFor(answer: Answer | undefined): string {
  const clues = `${answer?.headers.get('server') ?? ''} ${answer?.text ?? ''}`
  const found = fixes.find(([pattern]) => pattern.test(clues))
  if (found) return found[1]
  return [...fixes.map(([, fix]) => fix), '`--max-http-header-size=32768` in Node'].join(', ')
}
