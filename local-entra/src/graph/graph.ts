import { randomUUID } from 'node:crypto'
import { pairwiseSubject, personalClaims } from '../identity/tokens/token-subject.ts'
import type { Registry } from '../registrations/registry.ts'
import { pageOriginOf } from '../server/page-origin.ts'
import type { RequestHandler } from '../../../weather-api/weather-api.ts'
import { authenticate, GraphError, type GraphParts, requirePermission } from './access.ts'
import { namesOf } from './directory.ts'
import { readQuery } from './odata.ts'
import { findUser, listUsers, noSegment, requireMethod, respondForUser, signedIn } from './users.ts'

/**
 * The headers by which a page can read a response. Graph itself answers every origin; here anyone can make tokens, so that a
 * page of any site could read the accounts.
 * @param origin of the page; null without one
 */
export function graphCors(
  registry: Pick<Registry, 'isAppOrigin'>,
  origin: string | null,
): Record<string, string> {
  if (origin === null || !registry.isAppOrigin(origin)) return { vary: 'Origin' }
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers':
      'ETag, Location, Preference-Applied, Content-Range, request-id, client-request-id, ReadWriteConsistencyToken, SdkVersion, WWW-Authenticate, x-ms-client-gcc-tenant, Retry-After',
  }
}

/** A small Microsoft Graph: the signed-in user, users, their photos and groups, and the UserInfo endpoint. */
export function createGraph(parts: GraphParts): RequestHandler {
  return async (request) => {
    const cors = graphCors(parts.identity.registry, request.headers.get('origin'))
    if (request.method === 'OPTIONS') return preflight(request, cors)
    const requestId = randomUUID()
    const ids = {
      'request-id': requestId,
      'client-request-id': request.headers.get('client-request-id') ?? requestId,
    }
    const response = await respond(parts, request).catch((error: unknown) => {
      if (!(error instanceof GraphError)) throw error
      return errorResponse(error, ids, parts.identity.clock.now())
    })
    for (const [name, value] of Object.entries({ ...ids, ...cors })) {
      response.headers.set(name, value)
    }
    return response
  }
}

function preflight({ headers }: Request, cors: Record<string, string>): Response {
  return new Response(null, {
    headers: {
      ...cors,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': headers.get('access-control-request-headers') ?? '',
      'access-control-max-age': '3600',
    },
  })
}

function errorResponse(
  { status, code, message, headers: own }: GraphError,
  ids: Record<string, string>,
  now: number,
): Response {
  const innerError = { date: new Date(now * 1000).toISOString().slice(0, 19), ...ids }
  const headers = {
    'content-type': 'application/json',
    'cache-control': 'no-cache',
    ...own,
  }
  return new Response(JSON.stringify({ error: { code, message, innerError } }), { status, headers })
}

/** @throws {GraphError} */
async function respond(parts: GraphParts, request: Request): Promise<Response> {
  const url = new URL(request.url)
  const origin = pageOriginOf(
    // HTTP/2 has no `Host` header.
    { ...Object.fromEntries(request.headers), host: url.host },
    url.protocol === 'https:' ? 'https' : 'http',
  )
  const [, version = '', ...segments] = url.pathname.split('/')
  if (/^\/oidc\/userinfo$/i.test(url.pathname)) return userinfo(parts, request, origin)
  if (!/^(v1\.0|beta)$/i.test(version)) throw new GraphError(400, 'BadRequest', 'Invalid version.')
  const caller = await authenticate(parts, request.headers.get('authorization'))
  const query = readQuery(url, `${origin}/${version}`)
  const [first = '', ...others] = segments.filter(Boolean).map(decode)
  switch (first.toLowerCase()) {
    case 'me':
      return respondForUser(parts, request, { caller, query, user: signedIn(caller) }, others)
    case 'users': {
      const [id, ...rest] = others
      if (id === undefined) return listUsers(parts, request, caller, query)
      return respondForUser(
        parts,
        request,
        { caller, query, user: findUser(parts, caller, id) },
        rest,
      )
    }
    default:
      throw noSegment(first)
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new GraphError(400, 'BadRequest', `The segment '${segment}' is not encoded correctly.`)
  }
}

/** The UserInfo endpoint (OpenID Connect Core §5.3; https://learn.microsoft.com/entra/identity-platform/userinfo). */
async function userinfo(parts: GraphParts, request: Request, origin: string): Promise<Response> {
  requireMethod(request, ['GET', 'POST'])
  const caller = await authenticate(parts, request.headers.get('authorization'))
  requirePermission(caller, ['openid'])
  const { account, tenant } = signedIn(caller)
  const { givenName, surname } = namesOf(account)
  const claims = {
    // That of the ID token, which clients compare (OpenID Connect Core §5.3.2).
    sub: pairwiseSubject(account, tenant, caller.clientId),
    ...(caller.permissions.has('profile') && {
      name: account.name,
      family_name: surname ?? undefined,
      given_name: givenName,
      picture: `${origin}/v1.0/me/photo/$value`,
    }),
    ...(caller.permissions.has('email') && { email: personalClaims({ account, tenant }).email }),
  }
  return Response.json(claims)
}
