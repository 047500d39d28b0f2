import { readBody } from '../server/request-body.ts'
import {
  type Caller,
  GraphError,
  type GraphParts,
  hasPermission,
  requirePermission,
} from './access.ts'
import {
  groupResource,
  PHOTO,
  PHOTO_ETAG,
  photoResource,
  selected,
  type User,
  userIn,
  userResource,
} from './directory.ts'
import { collection, entity, type ODataRequest } from './odata.ts'

/** @returns the error of a path that Graph does not have */
export function noSegment(name: string): GraphError {
  return new GraphError(400, 'BadRequest', `Resource not found for the segment '${name}'.`)
}

/**
 * @returns the user of the token
 * @throws {GraphError} 400 for a token of an app alone
 */
export function signedIn({ account, tenant }: Caller): User {
  const user = account && userIn(tenant, account)
  if (user) return user
  const message = '/me request is only valid with delegated authentication flow.'
  throw new GraphError(400, 'BadRequest', message)
}

/**
 * @returns the user of the caller's tenant with an object id or a user principal name
 * @throws {GraphError} 404 `Request_ResourceNotFound`
 */
export function findUser({ identity }: GraphParts, { tenant }: Caller, id: string): User {
  const wanted = id.toLowerCase()
  for (const account of identity.registry.registrations.accounts) {
    const user = userIn(tenant, account)
    if (user && [user.id, user.userPrincipalName.toLowerCase()].includes(wanted)) return user
  }
  throw new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  )
}

const READ_ALL_USERS = [
  'User.ReadBasic.All',
  'User.Read.All',
  'User.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
]
const READ_GROUPS = [
  'GroupMember.Read.All',
  'GroupMember.ReadWrite.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
]

/** A request about one user. */
export interface UserRequest {
  caller: Caller
  query: ODataRequest
  user: User
}

interface Operation {
  method: 'GET' | 'POST'
  respond: (parts: GraphParts, request: UserRequest, body: Record<string, unknown>) => Response
}

/** What can be asked about a user, by the rest of the path in lower case. */
const OPERATIONS = new Map<string, Operation>([
  ['', { method: 'GET', respond: (_, request) => readUser(request) }],
  ['photo', { method: 'GET', respond: (_, request) => readPhoto(request) }],
  ['photo/$value', { method: 'GET', respond: (_, request) => downloadPhoto(request) }],
  ['memberof', { method: 'GET', respond: (parts, request) => listGroups(parts, request, false) }],
  [
    'memberof/group',
    { method: 'GET', respond: (parts, request) => listGroups(parts, request, true) },
  ],
  ['memberof/$count', { method: 'GET', respond: countGroups }],
  ['memberof/group/$count', { method: 'GET', respond: countGroups }],
  ['getmemberobjects', { method: 'POST', respond: listGroupIds }],
  ['getmembergroups', { method: 'POST', respond: listGroupIds }],
])

/**
 * Responds to a request below `/me` or `/users/{id}`.
 * @param segments the rest of the path
 * @throws {GraphError}
 */
export async function respondForUser(
  parts: GraphParts,
  request: Request,
  about: UserRequest,
  segments: readonly string[],
): Promise<Response> {
  // No group is a member of another, so the transitive relationship is the same.
  const path = segments
    .join('/')
    .toLowerCase()
    .replace('transitivememberof', 'memberof')
    .replace(/(^|\/)(microsoft\.)?graph\./, '$1')
    .replace(/^photos\/\d+x\d+/, 'photo')
  const operation = OPERATIONS.get(path)
  if (!operation) throw noSegment(segments.at(-1) ?? '')
  requireMethod(request, [operation.method])
  const isOwn = about.caller.account === about.user.account
  requirePermission(about.caller, [
    ...(isOwn ? ['User.Read', 'User.ReadWrite'] : []),
    ...READ_ALL_USERS,
    ...(path.startsWith('memberof') ? READ_GROUPS : []),
  ])
  return operation.respond(
    parts,
    about,
    operation.method === 'POST' ? await readObject(request) : {},
  )
}

/**
 * Checks the method. HEAD is allowed where GET is (RFC 9110 §9.1).
 * @throws {GraphError} 405
 */
export function requireMethod({ method }: Request, methods: readonly string[]): void {
  const allowed = methods.flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name]))
  if (allowed.includes(method)) return
  const message = 'Specified HTTP method is not allowed for the request target.'
  throw new GraphError(405, 'Request_BadRequest', message, { allow: allowed.join(', ') })
}

async function readObject({ body }: Request): Promise<Record<string, unknown>> {
  // The response has to follow on the same connection.
  const text = body ? await readBody(body.values({ preventCancel: true })) : ''
  if (text === undefined) {
    throw new GraphError(413, 'RequestEntityTooLarge', 'The request body is too large.')
  }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return { ...value }
  } catch {}
  throw new GraphError(400, 'BadRequest', 'The body of the request is not a JSON object.')
}

function readUser({ query, user }: UserRequest): Response {
  return entity(query, 'users', userResource(user, query.select))
}

/**
 * Lists the users of the tenant.
 * @throws {GraphError}
 */
export function listUsers(
  { identity }: GraphParts,
  request: Request,
  caller: Caller,
  query: ODataRequest,
): Response {
  requireMethod(request, ['GET'])
  requirePermission(caller, READ_ALL_USERS)
  const users = identity.registry.registrations.accounts.flatMap(
    (account) => userIn(caller.tenant, account) ?? [],
  )
  const items = users.map((user) => userResource(user, query.select))
  return collection(query, 'users', items)
}

function readPhoto({ query, user }: UserRequest): Response {
  requirePhoto(user)
  return entity({ ...query, select: undefined }, `users('${user.id}')/photo`, photoResource())
}

function downloadPhoto({ user }: UserRequest): Response {
  requirePhoto(user)
  return new Response(PHOTO, {
    headers: { 'content-type': 'image/jpeg', 'cache-control': 'private', etag: PHOTO_ETAG },
  })
}

function requirePhoto({ account }: User): void {
  if (account.photo) return
  const message = `Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.`
  throw new GraphError(404, 'ImageNotFound', message)
}

const groupsOf = ({ identity }: GraphParts, { user: { account, tenant } }: UserRequest) =>
  identity.registry.groupsOf(account, tenant.id)

/** @param isCast whether the path asks for groups alone, which then come without their type */
function listGroups(parts: GraphParts, request: UserRequest, isCast: boolean): Response {
  const { caller, query } = request
  const isReadable = hasPermission(caller, READ_GROUPS)
  const items = groupsOf(parts, request).map((group) => {
    const { '@odata.type': type, ...all } = groupResource(group, isReadable)
    const shown = query.select ? selected(all, query.select) : all
    return isCast ? shown : { '@odata.type': type, ...shown }
  })
  return collection(query, isCast ? 'groups' : 'directoryObjects', items)
}

function countGroups(parts: GraphParts, request: UserRequest): Response {
  return new Response(String(groupsOf(parts, request).length), {
    headers: { 'content-type': 'text/plain' },
  })
}

function listGroupIds(
  parts: GraphParts,
  request: UserRequest,
  { securityEnabledOnly }: Record<string, unknown>,
): Response {
  if (typeof securityEnabledOnly !== 'boolean') {
    throw new GraphError(400, 'BadRequest', 'securityEnabledOnly has to be true or false.')
  }
  const ids = groupsOf(parts, request)
    .filter((group) => group.securityEnabled || !securityEnabledOnly)
    .map(({ id }) => id)
  return collection({ ...request.query, top: Infinity }, 'Collection(Edm.String)', ids)
}
