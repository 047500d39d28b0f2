import { FaultError } from '../../command-line/fault.ts'
import {
  type AuthorityMetadata,
  type Config,
  endpointsOf,
  guid,
  tenantOf,
} from '../../src/config/config.ts'
import { isIssuerOf } from '../../src/config/issuer.ts'
import { explainErrorNumber, findErrorNumber } from '../identity-provider/aadsts.ts'
import { discoveryUrl, parseEndpoints } from '../identity-provider/discovery.ts'
import { examine, type Finding } from './finding.ts'
import { type HttpResponse, isResponse, jsonOf, probe } from './probe.ts'
import type { Subject } from './subject.ts'

/** Checks that the authority exists, is the configured tenant, and publishes keys and the configured endpoints. */
export async function checkDiscovery(subject: Subject): Promise<Finding[]> {
  const { config } = subject
  const url = discoveryUrl(endpointsOf(config))
  const document = examine('discovery', `Discovery document ${url}`)
  const response = await probe(url)
  if (!isResponse(response)) return [document.bad(response.problem, response.fix)]
  const refusal = refusalOf(response, subject)
  if (refusal) return [document.bad(refusal.problem, refusal.fix)]
  try {
    const published = parseEndpoints(url, jsonOf(response))
    return [document.good(), ...compare(config, published), await checkKeys(published.jwks_uri)]
  } catch (error) {
    if (!(error instanceof FaultError)) throw error
    const [fault] = error.faults
    const fix = 'Correct the authority. This URL is not one.'
    return [document.bad(fault?.problem ?? '', fix)]
  }
}

function refusalOf(response: HttpResponse, subject: Subject) {
  if (response.status === 200) return undefined
  const number = findErrorNumber(response.text)
  if (number !== undefined) return explainErrorNumber(number, subject)
  return {
    problem: `the host returned ${response.status}.`,
    fix: 'Set the authority to https://login.microsoftonline.com/<tenant id>.',
  }
}

function compare(config: Config, published: AuthorityMetadata): Finding[] {
  return config.authorityMetadata === undefined
    ? [compareIssuer(config, published), compareHosts(config, published)]
    : [compareEndpoints(config.authorityMetadata, published)]
}

function compareIssuer(config: Config, { issuer }: AuthorityMetadata): Finding {
  const exam = examine('issuer', `Issuer ${issuer}`)
  // `common` and `organizations` publish a placeholder.
  if (issuer.includes('{tenantid}') || isIssuerOf(config, issuer)) return exam.good()
  const wanted = tenantOf(config.authority)
  // The issuer has the tenant's id, never its domain name.
  if (!guid.test(wanted) || issuer.toLowerCase().includes(wanted)) {
    return exam.bad(
      'the app refuses its tokens, because the authority has another host.',
      'Run `npm run configure` again with --discover.',
    )
  }
  return exam.bad(
    `tokens come from a tenant other than ${wanted}.`,
    'Correct the tenant in the authority.',
  )
}

// The content security policy allows only the authority's own host.
function compareHosts({ authority }: Config, published: AuthorityMetadata): Finding {
  const exam = examine('endpoints', `Endpoints of ${authority}`)
  const own = new URL(authority).origin
  const elsewhere = [published.authorization_endpoint, published.token_endpoint].find(
    (url) => new URL(url).origin !== own,
  )
  if (elsewhere === undefined) return exam.good()
  return exam.bad(
    `they are on another host, which the content security policy blocks: ${elsewhere}`,
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
  const response = await probe(url)
  if (!isResponse(response)) return exam.bad(response.problem, response.fix)
  const keys = jsonOf(response)?.['keys']
  const usable = Array.isArray(keys) && keys.some(isSigningKey)
  if (usable) return exam.good()
  return exam.bad(
    'there is no RSA key, so no API can verify a token.',
    'Ask the administrator of the identity provider to publish its signing keys.',
  )
}

function isSigningKey(key: unknown): boolean {
  const { kty, kid } = (key ?? {}) as { kty?: unknown; kid?: unknown }
  return kty === 'RSA' && typeof kid === 'string'
}
