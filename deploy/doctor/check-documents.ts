import { isLoopbackUrl } from '../configure/doubts.ts'
import { examine, type Finding } from './finding.ts'
import { isAppDocument, type Site } from './site.ts'

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
  if (document.status === 200 && isAppDocument(document)) return exam.good()
  return exam.bad(`this is not the app (status ${document.status}).`, 'Deploy the folder dist.')
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
    const problem = `this is not the page for hidden frames (status ${status}), so renewing in silence times out.`
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
