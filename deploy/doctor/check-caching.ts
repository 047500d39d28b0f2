import { examine, type Finding } from './finding.ts'
import type { Answer } from './probe.ts'
import type { Site } from './site.ts'

const fix = 'Deploy the cache rules that `npm run configure` writes.'
const hourInSeconds = 3600

/** May browsers keep what never changes, and nothing that does (RFC 9111 §5.2.2)? */
export function checkCaching({ document, redirectPage, configuration, script }: Site): Finding[] {
  return [
    checkFresh(document),
    checkFresh(redirectPage),
    checkConfiguration(configuration),
    ...(script ? [checkForever(script)] : []),
  ]
}

function checkFresh({ url, headers }: Answer): Finding {
  const exam = examine('caching', `Caching of ${url}`)
  const rule = headers.get('cache-control') ?? ''
  if (/no-cache|no-store|max-age=0/.test(rule)) return exam.good()
  const problem = `browsers may keep an old document (${rule || 'no Cache-Control'}), whose scripts are gone.`
  return exam.bad(problem, fix)
}

function checkConfiguration({ url, headers }: Answer): Finding {
  const exam = examine('caching', `Caching of ${url}`)
  const rule = headers.get('cache-control') ?? ''
  const seconds = Number(/max-age=(\d+)/.exec(rule)?.[1])
  if (/no-cache|no-store/.test(rule) || seconds === 0) {
    const problem = `each load waits for it anew (${rule}).`
    return exam.advice(problem, fix)
  }
  if (seconds <= hourInSeconds && !rule.includes('immutable')) return exam.good()
  const problem = `a change of it does not reach browsers for long (${rule || 'no Cache-Control'}).`
  return exam.bad(problem, fix)
}

function checkForever({ url, headers }: Answer): Finding {
  const exam = examine('caching', `Caching of ${url}`)
  const rule = headers.get('cache-control') ?? ''
  if (/immutable|max-age=31536000/.test(rule)) return exam.good()
  const problem = `browsers ask for it again and again (${rule || 'no Cache-Control'}), though its name changes with its content.`
  return exam.bad(problem, fix)
}
