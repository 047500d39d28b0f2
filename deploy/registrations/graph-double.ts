import { serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { Application, ServicePrincipal } from './directory.ts'
import { microsoftGraph, organization } from './graph-double-tenant.ts'

interface Grant {
  id: string
  clientId: string
  resourceId: string
  consentType: string
  scope: string
}

interface RegisteredApplication extends Application {
  uniqueName: string
  authenticationBehaviors?: { coopEnforcement: boolean | null }
}

/** A directory in memory that answers the Microsoft Graph requests of the script. */
export interface GraphDouble {
  url: string
  applications: RegisteredApplication[]
  servicePrincipals: ServicePrincipal[]
  grants: Grant[]
  /** Method and path of each accepted change. */
  changes: string[]
  /** Deleted registrations that can still be restored: their unique names are taken. */
  deleted: { id: string; displayName: string; uniqueName: string; deletedDateTime: string }[]
  /** User name of the token; undefined for the token of an application. */
  user: string | undefined
  /** The access token that is accepted. */
  token: string
  faults: {
    /** How many of the next changes fail temporarily: by throttling, or because an object is unknown yet. */
    throttled: number
    unknown: number
    forbidden: boolean
    refusesGrants: boolean
    /** The `Retry-After` of a throttled change. */
    retryAfter: string
    /** The `WWW-Authenticate` header that demands a stronger sign-in. */
    challenge: string
    /** Whether reading deleted registrations is forbidden. */
    hidesDeleted: boolean
    /** Whether reading the tenant is forbidden, as for a guest. */
    hidesTenant: boolean
    /** Whether consent and service principals are created by someone else at the same time. */
    races: boolean
    /** The error for an object that exists already. */
    conflict: { status: 400 | 409; code: string }
  }
  close: () => Promise<void>
}

/** The access token that the double accepts by default. */
export const goodToken = 'good-token'

type State = Omit<GraphDouble, 'url' | 'close'>

/**
 * A local double of Microsoft Graph. It follows the documentation: alternate keys, `create-if-missing`, no second
 * grant, no unsafe redirect URI, no removal of an enabled scope. It was never compared with the real service.
 */
export async function startGraphDouble(): Promise<GraphDouble> {
  const state: State = {
    applications: [],
    servicePrincipals: [microsoftGraph()],
    grants: [],
    changes: [],
    deleted: [],
    user: 'raine.grant@weather.example',
    token: goodToken,
    faults: {
      throttled: 0,
      unknown: 0,
      forbidden: false,
      refusesGrants: false,
      retryAfter: '7',
      challenge: '',
      hidesDeleted: false,
      hidesTenant: false,
      races: false,
      conflict: { status: 409, code: 'Request_MultipleObjectsWithSameKeyValue' },
    },
  }
  const server = serve({ fetch: routes(state).fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => new Promise<void>((resolve) => void server.close(() => resolve()))
  return Object.assign(state, { url: `http://127.0.0.1:${port}/v1.0`, close })
}

function routes(state: State): Hono {
  const app = new Hono().basePath('/v1.0')
  app.use(async (context, next) => {
    if (context.req.header('authorization') !== `Bearer ${state.token}`) {
      return fail(context, 401, 'InvalidAuthenticationToken')
    }
    return context.req.method === 'GET' ? next() : (takeFault(context, state) ?? next())
  })
  app.get('/organization', (context) =>
    state.faults.hidesTenant
      ? fail(context, 403, 'Authorization_RequestDenied')
      : context.json({ value: [organization] }),
  )
  app.get('/me', (context) =>
    state.user === undefined
      ? fail(context, 400, 'Request_BadRequest') // /me is for users only
      : context.json({ userPrincipalName: state.user }),
  )
  app.get('/directory/deletedItems/microsoft.graph.application', (context) =>
    state.faults.hidesDeleted
      ? fail(context, 403, 'Authorization_RequestDenied')
      : context.json(pageOf(state.deleted, context)),
  )
  app.get('/applications', (context) => {
    const [, name = ''] =
      /displayName eq '((?:[^']|'')*)'$/.exec(context.req.query('$filter') ?? '') ?? []
    const value = state.applications.filter(
      ({ displayName }) => displayName === name.replaceAll("''", "'"),
    )
    return context.json({ value })
  })
  app.get('/:key{applications\\(.+}', (context) =>
    found(
      context,
      state.applications.find(({ appId, uniqueName }) =>
        [appId, uniqueName].includes(keyOf(context)),
      ),
    ),
  )
  app.patch('/:key{applications\\(.+}', (context) => upsertApplication(context, state))
  app.patch('/applications/:id', async (context) => {
    const application = state.applications.find(({ id }) => id === context.req.param('id'))
    return application
      ? updateApplication(context, application)
      : fail(context, 404, 'Request_ResourceNotFound')
  })
  app.get('/:key{servicePrincipals\\(.+}', (context) =>
    found(
      context,
      state.servicePrincipals.find(({ appId }) => appId === keyOf(context)),
    ),
  )
  app.get('/servicePrincipals', (context) => {
    const [, name = ''] =
      /any\(name:name eq '([^']*)'\)/.exec(context.req.query('$filter') ?? '') ?? []
    const value = state.servicePrincipals.filter((each) =>
      each.servicePrincipalNames?.includes(name),
    )
    return context.json({ value })
  })
  app.post('/servicePrincipals', (context) => createServicePrincipal(context, state))
  app.get('/oauth2PermissionGrants', (context) => {
    const filter = context.req.query('$filter') ?? ''
    const value = state.grants.filter(
      ({ clientId, resourceId }) => filter.includes(clientId) && filter.includes(resourceId),
    )
    return context.json({ value })
  })
  app.post('/oauth2PermissionGrants', (context) => createGrant(context, state))
  app.patch('/oauth2PermissionGrants/:id', async (context) => {
    const grant = state.grants.find(({ id }) => id === context.req.param('id'))
    if (grant) Object.assign(grant, await context.req.json())
    return grant ? context.body(null, 204) : fail(context, 404, 'Request_ResourceNotFound')
  })
  return app
}

// One item per page, and an empty last page: Microsoft Graph allows both.
function pageOf(items: readonly object[], { req }: Context): object {
  const skip = Number(req.query('$skiptoken') ?? 0)
  const link = `${req.url.split('?')[0]}?$skiptoken=${skip + 1}`
  const next = skip < items.length && { '@odata.nextLink': link }
  return { value: items.slice(skip, skip + 1), ...next }
}

function takeFault(context: Context, { faults, changes }: State): Response | undefined {
  if (faults.challenge !== '') {
    context.header('WWW-Authenticate', faults.challenge)
    return fail(context, 401, 'InvalidAuthenticationToken')
  }
  if (faults.forbidden) return fail(context, 403, 'Authorization_RequestDenied')
  if (faults.throttled-- > 0) {
    context.header('Retry-After', faults.retryAfter)
    return fail(context, 429, 'TooManyRequests')
  }
  if (faults.unknown-- > 0) return fail(context, 400, 'The appId does not reference a valid object')
  changes.push(`${context.req.method} ${context.req.path.replace('/v1.0', '')}`)
  return undefined
}

async function upsertApplication(
  context: Context,
  { applications, deleted }: State,
): Promise<Response> {
  const uniqueName = keyOf(context)
  const application = applications.find((each) => each.uniqueName === uniqueName)
  if (application) return updateApplication(context, application)
  if (context.req.header('prefer') !== 'create-if-missing') {
    return fail(context, 404, 'Request_ResourceNotFound')
  }
  if (deleted.some((each) => each.uniqueName === uniqueName)) {
    const message = 'Another object with the same value for property uniqueName already exists.'
    return fail(context, 400, 'Request_BadRequest', message)
  }
  const body = await context.req.json<Partial<Application>>()
  if (!isSafe(body)) return fail(context, 400, 'Invalid redirect URI')
  const created = {
    displayName: '',
    identifierUris: [],
    requiredResourceAccess: [],
    ...body,
    api: { requestedAccessTokenVersion: null, oauth2PermissionScopes: [], ...body.api },
    spa: { redirectUris: [], ...body.spa },
    uniqueName,
    id: randomUUID(),
    appId: randomUUID(),
  }
  applications.push(created)
  return context.json(created, 201)
}

async function updateApplication(context: Context, application: Application): Promise<Response> {
  const body = await context.req.json<Partial<Application>>()
  if (!isSafe(body)) return fail(context, 400, 'Invalid redirect URI')
  const scopes = body.api?.oauth2PermissionScopes
  const kept = new Set(scopes?.map(({ id }) => id))
  const vanished = application.api.oauth2PermissionScopes.some(({ id }) => scopes && !kept.has(id))
  if (vanished) return fail(context, 400, 'CannotDeleteOrUpdateEnabledEntitlement')
  const api = { ...application.api, ...body.api }
  Object.assign(application, body, { api })
  return context.body(null, 204)
}

function isSafe({ spa, identifierUris }: Partial<Application>): boolean {
  const uris = spa?.redirectUris ?? []
  return (
    uris.every((uri) => /^(https:\/\/|http:\/\/localhost[:/])/.test(uri)) &&
    (identifierUris ?? []).every((uri) => /^(api|https):\/\//.test(uri))
  )
}

async function createServicePrincipal(context: Context, state: State): Promise<Response> {
  const { appId } = await context.req.json<{ appId: string }>()
  if (!state.applications.some((application) => application.appId === appId)) {
    return fail(context, 400, 'Request_BadRequest')
  }
  const principal = { id: randomUUID(), appId }
  state.servicePrincipals.push(principal)
  if (state.faults.races) return refuseSecond(context, state.faults, `${appId} is already in use.`)
  return context.json(principal, 201)
}

async function createGrant(context: Context, { grants, faults }: State): Promise<Response> {
  const body = await context.req.json<Omit<Grant, 'id'>>()
  if (faults.refusesGrants) return fail(context, 403, 'Authorization_RequestDenied')
  const isSecond = grants.some(
    ({ clientId, resourceId }) => clientId === body.clientId && resourceId === body.resourceId,
  )
  const refusal = 'Permission entry already exists.'
  if (isSecond) return refuseSecond(context, faults, refusal)
  const grant = { ...body, id: randomUUID() }
  grants.push(grant)
  if (faults.races) return refuseSecond(context, faults, refusal)
  return context.json(grant, 201)
}

// The name between the quotes of `applications(uniqueName='weather-app')`.
function keyOf(context: Context): string {
  const [, key = ''] = /'((?:[^']|'')*)'/.exec(decodeURIComponent(context.req.path)) ?? []
  return key.replaceAll("''", "'")
}

function found(context: Context, value: object | undefined): Response {
  return value ? context.json(value) : fail(context, 404, 'Request_ResourceNotFound')
}

function refuseSecond(context: Context, { conflict }: State['faults'], message: string): Response {
  return fail(context, conflict.status, conflict.code, message)
}

function fail(
  context: Context,
  status: 400 | 401 | 403 | 404 | 409 | 429,
  code: string,
  message = code,
): Response {
  return context.json({ error: { code, message } }, status)
}
