import { faultOfGraph } from '../identity-provider/microsoft-graph.ts'
import { type Claims, nameOf, textOf } from './access-token.ts'
import { allows, allowsToken, preflight } from './check-cors.ts'
import { type Examination, examine, type Finding } from './finding.ts'
import { type HttpResponse, isResponse, jsonOf, probe } from './probe.ts'
import { type ApiSubject, originOf, type Subject } from './subject.ts'

/**
 * Checks the entry of Microsoft Graph and whether the app can reach it. The URL of the entry has no data, so the request is
 * for `/me`. Its caching, clock, certificate and CORS policy are Microsoft's: it allows every origin.
 */
export async function checkGraph(subject: Subject, api: ApiSubject): Promise<Finding[]> {
  const entry = examine('graph', `Microsoft Graph at ${api.url}${api.which}`)
  const fault = faultOfGraph(subject.config.authority, api)
  if (fault) return [entry.bad(`${api.key}.${fault.part} ${fault.problem}`, fault.fix)]
  const response = await probe(meOf(api))
  if (!isResponse(response)) return [entry.bad(response.problem, response.fix)]
  const refusal = judgeRefusal(entry, response, api)
  if (refusal.outcome === 'bad' || new URL(api.url).origin === originOf(subject)) return [refusal]
  return [refusal, await checkPreflight(originOf(subject), api)]
}

/** Calls Microsoft Graph with an access token for it. Its version and issuer are Microsoft's affair. */
export async function checkGraphToken(
  subject: Subject,
  api: ApiSubject,
  { token, claims }: { token: string; claims: Claims },
): Promise<Finding[]> {
  const exam = examine('token', `Access token${api.which}`)
  const expiry = Number(claims['exp'] ?? Infinity) * 1000
  if (expiry < Date.now()) {
    return [exam.bad('the token expired.', 'Reload the app and copy a new token.')]
  }
  const headers = { Authorization: `Bearer ${token}`, Origin: originOf(subject) }
  const response = await probe(meOf(api), { headers })
  if (!isResponse(response)) return [exam.bad(response.problem, response.fix)]
  if (response.status === 200) return [exam.good()]
  const scopes = textOf(claims, 'scp')
  const name = nameOf(api.scope)
  if (!scopes.split(' ').includes(name)) {
    const problem = `the token lacks the scope ${name} (${scopes || 'no scope'}).`
    return [exam.bad(problem, 'Open the page in the app, consent, and copy a new token.')]
  }
  const said = `it returned ${response.status} for ${meOf(api)}.`
  return [
    exam.bad(
      said,
      'Conditional Access may require more. Open the page in the app, which explains it.',
    ),
  ]
}

async function checkPreflight(app: string, api: ApiSubject): Promise<Finding> {
  const exam = examine('cors-preflight', `Preflight from ${app}${api.which}`)
  const response = await preflight(meOf(api), app)
  if (!isResponse(response)) return exam.bad(response.problem, response.fix)
  const isAllowed = response.status < 300 && allows(response, app) && allowsToken(response)
  if (isAllowed) return exam.good()
  const problem = `Microsoft Graph allows every origin, but this response (${response.status}) does not.`
  return exam.bad(problem, proxyFix)
}

const proxyFix = 'Look for a proxy between this machine and Microsoft Graph.'

function meOf({ url }: ApiSubject): string {
  return `${url.replace(/\/$/, '')}/me`
}

// A proxy of a company may answer in place of Microsoft Graph.
function judgeRefusal(
  exam: Examination,
  response: HttpResponse,
  { key, url }: ApiSubject,
): Finding {
  const { status } = response
  if (status === 401 && jsonOf(response)?.['error'] !== undefined) return exam.good()
  // An address without a version, or with one that does not exist.
  if ([400, 404].includes(status)) {
    return exam.bad(
      `it returned ${status} for ${url}/me.`,
      `Set ${key}.url to ${new URL(url).origin}/v1.0.`,
    )
  }
  return exam.bad(
    `it returned ${status} for ${url}/me, and not the 401 of Microsoft Graph.`,
    proxyFix,
  )
}
