import type { Config } from '../../src/config/config.ts'
import { isLoopbackUrl } from '../configure/doubts.ts'
import { staticWebAppConfig } from '../hosts/static-web-app.ts'
import { examine, type Finding } from './finding.ts'
import type { Site } from './site.ts'

const fix =
  'Run `npm run configure -- --out dist` and deploy what it writes; a proxy may not change it.'

/** Are the headers those that belong to this configuration and to the document that is really served? */
export function checkHeaders(config: Config, { app, deepLink }: Site): Finding[] {
  const expected = staticWebAppConfig(config, deepLink.text).globalHeaders
  const policy = expected['Content-Security-Policy'] ?? ''
  const served = deepLink.headers.get('content-security-policy')
  const names = Object.keys(expected).filter((name) => isCompared(name, app))
  return [
    ...checkPolicy(policy, served),
    ...names.map((name) => checkHeader(name, expected[name] ?? '', deepLink.headers.get(name))),
  ]
}

// A browser takes Strict-Transport-Security only from https (RFC 6797 §8.1).
function isCompared(name: string, app: string): boolean {
  if (name === 'Content-Security-Policy' || name === 'Cache-Control') return false
  return name !== 'Strict-Transport-Security' || !isLoopbackUrl(app)
}

function checkPolicy(expected: string, served: string | null): Finding[] {
  const exam = examine('csp', 'Content-Security-Policy')
  if (served === null) return [exam.bad('there is none.', fix)]
  const [wanted, found] = [directivesOf(expected), directivesOf(served)]
  const problems = [...new Set([...wanted.keys(), ...found.keys()])].flatMap((name) =>
    compareSources(name, wanted.get(name), found.get(name)),
  )
  return problems.length === 0 ? [exam.good()] : problems.map((problem) => exam.bad(problem, fix))
}

function compareSources(name: string, wanted?: Set<string>, found?: Set<string>): string[] {
  if (!found) return [`${name} is missing.`]
  if (!wanted) return []
  const lacking = [...wanted].filter((source) => !found.has(source))
  const surplus = [...found].filter((source) => !wanted.has(source))
  return [
    ...(lacking.length > 0 ? [`${name} blocks ${lacking.join(' ')}.`] : []),
    ...(surplus.length > 0 ? [`${name} lets ${surplus.join(' ')} through for no reason.`] : []),
  ]
}

function directivesOf(policy: string): Map<string, Set<string>> {
  const parts = policy.split(';').map((part) => part.trim().split(/\s+/))
  return new Map(
    parts.map(([name = '', ...sources]) => [name.toLowerCase(), new Set(sources)] as const),
  )
}

function checkHeader(name: string, expected: string, served: string | null): Finding {
  const exam = examine('header', name)
  if (served === expected || isStronger(name, served)) return exam.good()
  return exam.bad(served === null ? 'it is missing.' : `it is "${served}".`, fix)
}

const yearInSeconds = 31_536_000

function isStronger(name: string, served: string | null): boolean {
  if (name !== 'Strict-Transport-Security' || served === null) return false
  return Number(/max-age=(\d+)/.exec(served)?.[1] ?? 0) >= yearInSeconds
}
