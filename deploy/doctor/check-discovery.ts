import { FaultError } from '../../command-line/fault.ts'
import {
  type AuthorityMetadata,
  type Config,
  endpointsOf,
  guid,
  tenantOf,
} from '../../src/config/config.ts'
import { explainErrorNumber, findErrorNumber } from '../identity-provider/aadsts.ts'
import { discoveryUrl, parseEndpoints } from '../identity-provider/discovery.ts'
import { examine, type Finding } from './finding.ts'
import { type Answer, isAnswer, jsonOf, probe } from './probe.ts'
import type { Subject } from './subject.ts'

/** Is the authority there, is it the tenant meant, and does it publish keys and the endpoints that are configured? */
export async function checkDiscovery(subject: Subject): Promise<Finding[]> {
  const { config } = subject
  const url = discoveryUrl(endpointsOf(config).issuer)
  const document = examine('discovery', `Discovery document ${url}`)
  const answer = await probe(url)
  if (!isAnswer(answer)) return [document.bad(answer.problem, answer.fix)]
  const refusal = refusalOf(answer, subject)
  if (refusal) return [document.bad(refusal.problem, refusal.fix)]
  try {
    const published = parseEndpoints(url, jsonOf(answer))
    return [document.good(), ...compare(config, published), await checkKeys(published.jwks_uri)]
  } catch (error) {
    if (!(error instanceof FaultError)) throw error
    const [fault] = error.faults
    const fix = 'Correct the authority: this is not the address of one.'
    return [document.bad(fault?.problem ?? '', fix)]
  }
}

function refusalOf(answer: Answer, subject: Subject) {
  if (answer.status === 200) return undefined
  const number = findErrorNumber(answer.text)
  if (number !== undefined) return explainErrorNumber(number, subject)
  return {
    problem: `the host answered ${answer.status}.`,
    fix: 'Correct the authority: https://login.microsoftonline.com/<tenant id>.',
  }
}

function compare(config: Config, published: AuthorityMetadata): Finding[] {
  return config.authorityMetadata === undefined
    ? [compareTenant(config, published), compareHosts(config, published)]
    : [compareEndpoints(config.authorityMetadata, published)]
}

function compareTenant({ authority }: Config, { issuer }: AuthorityMetadata): Finding {
  const exam = examine('issuer', `Issuer ${issuer}`)
  const wanted = tenantOf(authority)
  // Under a domain name the tenant has another name than in its tokens.
  const isSame = !guid.test(wanted) || issuer.toLowerCase().includes(wanted)
  if (isSame) return exam.good()
  return exam.bad(
    `tokens are issued by another tenant than ${wanted}.`,
    'Correct the tenant in the authority.',
  )
}

// Browsers may only send requests to the authority's own host: the policy names no other.
function compareHosts({ authority }: Config, published: AuthorityMetadata): Finding {
  const exam = examine('endpoints', `Endpoints of ${authority}`)
  const own = new URL(authority).origin
  const elsewhere = [published.authorization_endpoint, published.token_endpoint].find(
    (url) => new URL(url).origin !== own,
  )
  if (elsewhere === undefined) return exam.good()
  return exam.bad(
    `they are elsewhere, and the content security policy will block them: ${elsewhere}`,
    'Run `npm run configure` again with --discover.',
  )
}

function compareEndpoints(configured: AuthorityMetadata, published: AuthorityMetadata): Finding {
  const exam = examine('endpoints', `Endpoints of ${configured.issuer}`)
  const names = Object.keys(configured) as (keyof AuthorityMetadata)[]
  const different = names.filter((name) => configured[name] !== published[name])
  if (different.length === 0) return exam.good()
  return exam.bad(
    `authorityMetadata differs from what the authority publishes: ${different.join(', ')}.`,
    'Run `npm run configure` again with --discover.',
  )
}

async function checkKeys(url: string): Promise<Finding> {
  const exam = examine('keys', `Keys ${url}`)
  const answer = await probe(url)
  if (!isAnswer(answer)) return exam.bad(answer.problem, answer.fix)
  const keys = jsonOf(answer)?.['keys']
  const usable = Array.isArray(keys) && keys.some(isSigningKey)
  if (usable) return exam.good()
  return exam.bad(
    'there is no RSA key among them, so no API can check a token.',
    'Tell whoever runs the identity provider.',
  )
}

function isSigningKey(key: unknown): boolean {
  const { kty, kid } = (key ?? {}) as { kty?: unknown; kid?: unknown }
  return kty === 'RSA' && typeof kid === 'string'
}
