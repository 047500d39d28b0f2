import { serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { Application } from './directory.ts'
import { addPrincipals } from './graph-double-principals.ts'
import { fail, found, keyOf, pageOf, refuseSecond } from './graph-double-responses.ts'
import type { Grant, GraphDouble, State } from './graph-double-state.ts'
import { microsoftGraph, organization } from './graph-double-tenant.ts'

export type { GraphDouble } from './graph-double-state.ts'

/** The access token that the double accepts by default. */
export const goodToken = 'good-token'

/**
 * A local double of Microsoft Graph. It follows the documentation: alternate keys, `create-if-missing`, no second
 * grant, no unsafe redirect URI, no removal of an enabled scope or role. It was never compared with the real service.
 */
export async function startGraphDouble(): Promise<GraphDouble> {
  const state: State = {
    applications: [],
    servicePrincipals: [microsoftGraph()],
    grants: [],
    assignments: [],
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
      hidesAssignments: false,
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
  addPrincipals(app, state)
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
    appRoles: [],
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
  const { oauth2PermissionScopes } = application.api
  const removes =
    lacksOneOf(body.api?.oauth2PermissionScopes, oauth2PermissionScopes) ||
    lacksOneOf(body.appRoles, application.appRoles)
  if (removes) return fail(context, 400, 'CannotDeleteOrUpdateEnabledEntitlement')
  const api = { ...application.api, ...body.api }
  Object.assign(application, body, { api })
  return context.body(null, 204)
}

// Graph removes a scope or a role only if it is disabled.
function lacksOneOf(
  changed: readonly { id: string }[] | undefined,
  present: readonly { id: string; isEnabled: boolean }[],
): boolean {
  const kept = new Set(changed?.map(({ id }) => id))
  return changed !== undefined && present.some(({ id, isEnabled }) => isEnabled && !kept.has(id))
}

function isSafe({ spa, identifierUris }: Partial<Application>): boolean {
  const uris = spa?.redirectUris ?? []
  return (
    uris.every((uri) => /^(https:\/\/|http:\/\/localhost[:/])/.test(uri)) &&
    (identifierUris ?? []).every((uri) => /^(api|https):\/\//.test(uri))
  )
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
