import type { Context, Hono } from 'hono'
import { randomUUID } from 'node:crypto'
import type { ServicePrincipal } from './directory.ts'
import { fail, found, keyOf, pageOf, refuseSecond } from './graph-double-responses.ts'
import type { State } from './graph-double-state.ts'

/** Adds the service principals and their app role assignments to the double. */
export function addPrincipals(app: Hono, state: State): void {
  app.get('/:key{servicePrincipals\\(.+}', (context) =>
    found(
      context,
      viewOf(
        state.servicePrincipals.find(({ appId }) => appId === keyOf(context)),
        state,
      ),
    ),
  )
  app.get('/servicePrincipals', (context) => {
    const [, name = ''] =
      /any\(name:name eq '([^']*)'\)/.exec(context.req.query('$filter') ?? '') ?? []
    const views = state.servicePrincipals.flatMap((each) => viewOf(each, state) ?? [])
    return context.json({
      value: views.filter((each) => each.servicePrincipalNames?.includes(name)),
    })
  })
  app.post('/servicePrincipals', (context) => createServicePrincipal(context, state))
  app.get('/servicePrincipals/:id/appRoleAssignedTo', (context) => {
    if (state.faults.hidesAssignments) return fail(context, 403, 'Authorization_RequestDenied')
    const own = state.assignments.filter(({ resourceId }) => resourceId === context.req.param('id'))
    return context.json(pageOf(own, context))
  })
}

// A service principal has the names and the roles of its application.
function viewOf(
  principal: ServicePrincipal | undefined,
  { applications }: State,
): ServicePrincipal | undefined {
  const application = applications.find(({ appId }) => appId === principal?.appId)
  if (!principal || !application) return principal
  const { appId, displayName, identifierUris, appRoles } = application
  const servicePrincipalNames = [appId, ...identifierUris]
  return { ...principal, displayName, servicePrincipalNames, appRoles }
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
