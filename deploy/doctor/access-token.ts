import { guid } from '../../src/config/config.ts'
import {
  allGraphHosts,
  faultOfGraph,
  isGraph,
  microsoftGraphAppId,
} from '../identity-provider/microsoft-graph.ts'
import type { Explanation } from './api-responses.ts'
import { apisIn, type ApiSubject, type Subject } from './subject.ts'

export type Claims = Readonly<Record<string, unknown>>

/** @returns the claims of a JSON Web Token (RFC 7519 §7.2); undefined when it is not one */
export function readClaims(token: string): Claims | undefined {
  const parts = token.split('.')
  if (parts.length !== 3) return undefined
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString())
    return typeof claims === 'object' && claims !== null ? (claims as Claims) : undefined
  } catch {
    return undefined
  }
}

export function textOf(claims: Claims, name: string): string {
  const value = claims[name]
  return typeof value === 'string' ? value : ''
}

/** @returns the values of a claim that is a text or a list of texts */
export function listOf(claims: Claims, name: string): string[] {
  return [claims[name]].flat().filter((each) => typeof each === 'string')
}

/** @returns the token of the subject, without the scheme of the header */
export function tokenOf({ token }: Subject): string | undefined {
  return token?.trim().replace(/^Bearer\s+/i, '')
}

/** @returns the one API of the configuration that a token is for, or why there is none. Only that API may get it. */
export function apiOfToken(claims: Claims, subject: Subject): ApiSubject | Explanation {
  const { config } = subject
  const apis = apisIn(subject)
  const audiences = listOf(claims, 'aud').map((each) => each.toLowerCase().replace(/\/$/, ''))
  const fix = `Copy the token that the app sends to ${apis.map(({ url }) => url).join(' or ')}.`
  if (audiences.includes(config.clientId))
    return ['this is the ID token, not the access token.', fix]
  if (audiences.some((each) => graphAudiences.has(each))) {
    const found = apis.find((api) => isGraph(api) && !faultOfGraph(config.authority, api))
    return found ?? ['this token is for Microsoft Graph, so it was not sent to the API.', fix]
  }
  const others = apis.filter((api) => !isGraph(api))
  const exact = others.filter((api) => audiences.some((each) => isAudience(each, api)))
  const possible = others.filter((api) => audiences.some((each) => mayBeAudience(each, api)))
  const candidates = exact.length > 0 ? exact : possible
  const scopes = textOf(claims, 'scp').split(' ')
  const withScope = candidates.filter(({ scope }) => scopes.includes(nameOf(scope)))
  const [found, ...more] = withScope.length > 0 ? withScope : candidates
  const said = audiences.join(', ') || 'no audience'
  if (!found) return [`this token is for another API (${said}), so it was not sent.`, fix]
  if (more.length === 0 || exact.length > 0) return found
  return [
    `this token is for ${said}, and the configuration does not say which of its APIs that is, so it was not sent.`,
    'Run the doctor with --config and a configuration that has only the API of the token.',
  ]
}

/** @returns the name of a scope, without its resource */
export function nameOf(scope: string): string {
  return scope.slice(scope.lastIndexOf('/') + 1)
}

/** @returns the resource of a scope: the application ID URI of its API */
export function resourceOf(scope: string): string {
  return scope.slice(0, scope.lastIndexOf('/'))
}

const graphAudiences = new Set([
  microsoftGraphAppId,
  ...allGraphHosts.map((host) => `https://${host}`),
])

// The audience is the client id in version 2, the application ID URI in version 1.
function isAudience(audience: string, { scope }: ApiSubject): boolean {
  return audience === resourceOf(scope).toLowerCase() || audience === clientIdIn(scope)
}

// The client id of an API is unknown if its URI does not contain it.
function mayBeAudience(audience: string, { scope }: ApiSubject): boolean {
  return guid.test(audience) && clientIdIn(scope) === undefined
}

function clientIdIn(scope: string): string | undefined {
  return /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.exec(resourceOf(scope).toLowerCase())?.[0]
}
