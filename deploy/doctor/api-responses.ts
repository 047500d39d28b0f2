import type { Examination, Finding } from './finding.ts'
import { type HttpResponse, isResponse, jsonOf, probe } from './probe.ts'
import type { ApiSubject } from './subject.ts'

export type Explanation = [problem: string, fix: string]

/** @returns what an unexpected status of an API means, and the fix */
export function explainStatus(status: number, { key }: ApiSubject): Explanation {
  switch (status) {
    case 301:
    case 302:
    case 303:
      return [
        'it redirects to a sign-in page instead of returning 401.',
        'Configure the API to use bearer tokens, not cookies, and turn off a sign-in that the host adds in front of it.',
      ]
    case 307:
    case 308:
      return ['it redirects elsewhere.', `Set ${key}.url to the URL that it redirects to.`]
    case 403:
      return [
        'it returned 403 instead of 401, so the app would never sign in again.',
        'Check the token before the scope.',
      ]
    case 404:
      return ['it returned 404.', `Correct ${key}.url, including its path.`]
    case 405:
      return ['it does not allow GET (405).', `Correct ${key}.url, including its path.`]
    default:
      return [`it returned ${status}.`, 'Read the log of the API.']
  }
}

/** Checks whether caches may store the API's responses (RFC 9111 §3). Most APIs send the same header with errors and data. */
export function checkKeeping(exam: Examination, { headers }: HttpResponse): Finding {
  const rule = headers.get('cache-control') ?? ''
  const expires = Date.parse(headers.get('expires') ?? '') > Date.now()
  if (/\bno-store\b/i.test(rule)) return exam.good()
  const fix =
    'Send Cache-Control: no-store with every response: context.Response.Headers.CacheControl = "no-store" in ASP.NET Core.'
  const isKept = expires || /\b(?:public|max-age=0*[1-9]|s-maxage=0*[1-9])/i.test(rule)
  const said = rule || (expires ? 'Expires' : 'no Cache-Control')
  if (!isKept) {
    const problem = `the API does not forbid it (${said}), so data of one user may stay in the browser, and each call costs a preflight.`
    return exam.advice(problem, fix)
  }
  if (/\b(?:private|no-cache)\b/i.test(rule)) {
    return exam.bad(`browsers may cache them (${said}): data of one user stays on the device.`, fix)
  }
  const problem = `shared caches may store them (${said}) and return them to other users.`
  return exam.bad(problem, fix)
}

/** Whether an origin is an Azure Static Web App. */
export async function isStaticWebApp(origin: string): Promise<boolean> {
  const answer = await probe(`${origin}/.auth/me`)
  return isResponse(answer) && jsonOf(answer)?.['clientPrincipal'] !== undefined
}
