import type { Examination, Finding } from './finding.ts'
import { type Answer, isAnswer, jsonOf, probe } from './probe.ts'
import type { ApiSubject } from './subject.ts'

export type Explanation = [problem: string, fix: string]

/** @returns what a status means that an API should not answer with, and the fix */
export function explainStatus(status: number, { key }: ApiSubject): Explanation {
  switch (status) {
    case 301:
    case 302:
    case 303:
      return [
        'it redirects to a sign-in page, as web sites do.',
        'Let the API use bearer tokens and no cookies, and turn off the host’s own sign-in in front of it.',
      ]
    case 307:
    case 308:
      return ['it redirects elsewhere.', `Set ${key}.url to the address that it leads to.`]
    case 403:
      return [
        'it answered 403 where 401 is due, so the app would never sign in again.',
        'Check the token before the scope.',
      ]
    case 404:
      return ['there is nothing at this address.', `Correct ${key}.url: the path counts.`]
    case 405:
      return ['it does not take GET.', `Correct ${key}.url: the path counts.`]
    default:
      return [`it answered ${status}.`, 'Look into the log of the API.']
  }
}

/** May a cache keep what the API answers (RFC 9111 §3)? Most APIs send the header with refusals and data alike. */
export function checkKeeping(exam: Examination, { headers }: Answer): Finding {
  const rule = headers.get('cache-control') ?? ''
  const expires = Date.parse(headers.get('expires') ?? '') > Date.now()
  if (/\bno-store\b/i.test(rule)) return exam.good()
  const fix =
    'Send Cache-Control: no-store with every answer: context.Response.Headers.CacheControl = "no-store" in ASP.NET Core.'
  const isKept = expires || /\b(?:public|max-age=0*[1-9]|s-maxage=0*[1-9])/i.test(rule)
  const said = rule || (expires ? 'Expires' : 'no Cache-Control')
  if (!isKept) {
    const problem = `it does not forbid it (${said}), so data of one user may stay in the browser, and each call costs a preflight.`
    return exam.advice(problem, fix)
  }
  if (/\b(?:private|no-cache)\b/i.test(rule)) {
    return exam.bad(`browsers may keep them (${said}): data of one user stays on the device.`, fix)
  }
  const problem = `every cache on the way may keep them (${said}), and then answers other users with them.`
  return exam.bad(problem, fix)
}

/** Whether Azure Static Web Apps answers at an origin. */
export async function isStaticWebApp(origin: string): Promise<boolean> {
  const answer = await probe(`${origin}/.auth/me`)
  return isAnswer(answer) && jsonOf(answer)?.['clientPrincipal'] !== undefined
}
