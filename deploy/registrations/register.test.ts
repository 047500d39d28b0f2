import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { microsoftGraphAppId } from '../identity-provider/microsoft-graph.ts'
import { findApplication } from './directory.ts'
import { userReadId } from './graph-double-tenant.ts'
import { createGraph, type GraphOptions } from './graph.ts'
import { goodToken, type GraphDouble, startGraphDouble } from './graph-double.ts'
import { accessAsUser, appRoles, namesOf, registrationNames, signInScopes } from './names.ts'
import { register, type RegistrationOptions } from './register.ts'

const names = registrationNames
const origins = ['https://weather.contoso.example', 'http://localhost:5173']

let double: GraphDouble
let said: string[] = []
let pauses: number[] = []

beforeEach(async () => {
  double = await startGraphDouble()
  said = []
  pauses = []
})

afterEach(() => double.close())

function openGraph(options: Partial<GraphOptions> = {}) {
  return createGraph({
    url: double.url,
    accessToken: goodToken,
    dryRun: false,
    say: (sentence) => said.push(sentence),
    pause: (milliseconds) => Promise.resolve(void pauses.push(milliseconds)),
    ...options,
  })
}

function run(options: Partial<GraphOptions & RegistrationOptions> = {}) {
  return register(openGraph(options), { origins, scopes: [], adminConsent: true, ...options })
}

function applications() {
  const [api, app] = [names.api, names.app].map(({ uniqueName }) =>
    double.applications.find((application) => application.uniqueName === uniqueName),
  )
  if (!api || !app) throw new Error('not registered')
  return { api, app }
}

function permission(value: string) {
  return { id: randomUUID(), value, type: 'User', isEnabled: true }
}

/** Adds another API to the tenant. */
function addOrders() {
  const [read, write] = [permission('Orders.Read'), permission('Orders.Write')] as const
  const appId = randomUUID()
  double.servicePrincipals.push({
    id: randomUUID(),
    appId,
    servicePrincipalNames: [appId, 'api://orders'],
    oauth2PermissionScopes: [read, write],
  })
  return { appId, read, write }
}

describe('npm run register', () => {
  it('registers the API with its scope and tokens of version 2', async () => {
    const { scope } = await run()
    const { api } = applications()
    expect(api.api.requestedAccessTokenVersion).toBe(2)
    expect(api.api.oauth2PermissionScopes).toEqual([accessAsUser])
    expect(api.identifierUris).toEqual([`api://${api.appId}`])
    expect(scope).toBe(`api://${api.appId}/access_as_user`)
  })

  it('registers both redirect URIs of each origin for the platform "Single-page application"', async () => {
    const { clientId } = await run()
    const { app } = applications()
    expect(app.spa.redirectUris).toEqual([
      'https://weather.contoso.example/',
      'https://weather.contoso.example/redirect.html',
      'http://localhost:5173/',
      'http://localhost:5173/redirect.html',
    ])
    expect(clientId).toBe(app.appId)
    expect(JSON.stringify(app)).not.toMatch(/web|secret|passwordCredentials/)
  })

  it('adds the API permissions and grants admin consent', async () => {
    await run()
    const { api, app } = applications()
    expect(app.requiredResourceAccess[0]).toEqual({
      resourceAppId: api.appId,
      resourceAccess: [{ id: accessAsUser.id, type: 'Scope' }],
    })
    expect(app.requiredResourceAccess[1]?.resourceAccess).toHaveLength(signInScopes.length)
    expect(double.grants.map(({ scope, consentType }) => [consentType, scope])).toEqual([
      ['AllPrincipals', 'access_as_user'],
      ['AllPrincipals', 'openid profile offline_access'],
    ])
  })

  it('changes nothing when it is run again', async () => {
    const first = await run()
    double.changes.length = 0
    expect(await run()).toEqual(first)
    expect(double.changes).toEqual([])
  })

  it('prints the changes and makes none in a dry run', async () => {
    await run({ dryRun: true })
    expect(double.changes).toEqual([])
    expect(said.join('\n')).toContain(`+ Create the app registration "${names.api.displayName}"`)
    expect(said.join('\n')).toContain(`PATCH /applications(uniqueName='${names.app.uniqueName}')`)
    expect(said.join('\n')).toContain(
      `+ Grant admin consent for all users: "${names.app.displayName}" may use access_as_user of "${names.api.displayName}"`,
    )
  })

  it('prints only the missing changes in a dry run', async () => {
    await run()
    said = []
    await run({ dryRun: true, origins: [...origins, 'https://two.contoso.example'] })
    expect(said.map((sentence) => sentence.split('\n')[0])).toEqual([
      expect.stringContaining(
        `= "${names.api.displayName}" is already registered, with client ID `,
      ),
      expect.stringContaining(
        `= "${names.app.displayName}" is already registered, with client ID `,
      ),
      '+ Add the redirect URIs https://two.contoso.example/ and https://two.contoso.example/redirect.html',
    ])
  })

  it('keeps what others have added', async () => {
    await run()
    const { api, app } = applications()
    app.spa.redirectUris.push('https://older.contoso.example/')
    const older = { id: 'older', value: 'Forecast.Write', type: 'Admin', isEnabled: true }
    api.api.oauth2PermissionScopes = [older]
    api.identifierUris = ['api://older']
    app.requiredResourceAccess.push({ resourceAppId: 'other', resourceAccess: [] })
    const { scope } = await run({ origins: ['https://new.contoso.example'] })
    expect(app.spa.redirectUris).toContain('https://older.contoso.example/')
    expect(app.spa.redirectUris).toContain('https://new.contoso.example/')
    expect(api.api.oauth2PermissionScopes).toEqual([older, accessAsUser])
    expect(scope).toBe('api://older/access_as_user')
  })

  it('fixes a registration that was made by hand', async () => {
    await run()
    const { api, app } = applications()
    api.api = {
      requestedAccessTokenVersion: null,
      oauth2PermissionScopes: [{ ...accessAsUser, id: 'by-hand', isEnabled: false }],
    }
    app.requiredResourceAccess = []
    double.grants.length = 0
    await run()
    expect(api.api.requestedAccessTokenVersion).toBe(2)
    expect(api.api.oauth2PermissionScopes).toMatchObject([{ id: 'by-hand', isEnabled: true }])
    expect(app.requiredResourceAccess[0]?.resourceAccess).toEqual([
      { id: 'by-hand', type: 'Scope' },
    ])
    expect(double.grants).toHaveLength(2)
  })

  it('adds permissions for scopes of APIs that exist in the tenant', async () => {
    const orders = addOrders()
    const scopes = ['api://orders/Orders.Read', 'https://graph.microsoft.com/User.Read']
    await run({ scopes })
    const { app } = applications()
    expect(app.requiredResourceAccess).toHaveLength(3)
    expect(app.requiredResourceAccess[1]).toEqual({
      resourceAppId: orders.appId,
      resourceAccess: [{ id: orders.read.id, type: 'Scope' }],
    })
    expect(app.requiredResourceAccess[2]?.resourceAccess).toHaveLength(signInScopes.length + 1)
    expect(double.grants.map(({ scope }) => scope)).toEqual([
      'access_as_user',
      'Orders.Read',
      'openid profile offline_access',
    ])
    double.changes.length = 0
    await run({ scopes })
    expect(double.changes).toEqual([])
  })

  it.each(['graph.microsoft.com', 'graph.microsoft.us', 'microsoftgraph.chinacloudapi.cn'])(
    'adds User.Read of %s without consent, and says when users are asked for it',
    async (host) => {
      await run({ scopes: [`https://${host}/User.Read`] })
      const [, graph] = applications().app.requiredResourceAccess
      expect(graph?.resourceAppId).toBe(microsoftGraphAppId)
      expect(graph?.resourceAccess).toContainEqual({ id: userReadId, type: 'Scope' })
      expect(double.grants.map(({ scope }) => scope)).not.toContain('User.Read')
      expect(said).toContain(
        '= No admin consent for User.Read of "Microsoft Graph": the app asks each user when a page needs it.',
      )
    },
  )

  it('leaves the consent to User.Read that an administrator has given', async () => {
    await run()
    const grant = double.grants.find(({ scope }) => scope.startsWith('openid'))
    if (grant) grant.scope += ' User.Read'
    double.changes.length = 0
    await run({ scopes: ['https://graph.microsoft.com/User.Read'] })
    expect(grant?.scope).toBe('openid profile offline_access User.Read')
    expect(double.changes).toHaveLength(1)
  })

  it('grants admin consent to a permission of Microsoft Graph that users cannot consent to', async () => {
    const [graph] = double.servicePrincipals
    graph?.oauth2PermissionScopes?.push({ ...permission('User.Read.All'), type: 'Admin' })
    await run({ scopes: ['https://graph.microsoft.com/User.Read.All'] })
    expect(double.grants.map(({ scope }) => scope)).toContain(
      'User.Read.All openid profile offline_access',
    )
  })

  it('defines the app role in both registrations', async () => {
    await run()
    const { api, app } = applications()
    const [role] = appRoles
    expect(role).toMatchObject({ value: 'Forecast.Editor', allowedMemberTypes: ['User'] })
    expect(api.appRoles).toEqual([role])
    expect(app.appRoles).toEqual([role])
    expect(said.join('\n')).toContain(
      `+ Create the app registration "${names.app.displayName}" with the app role Forecast.Editor`,
    )
  })

  it('adds the app role to existing registrations, and keeps the roles of others', async () => {
    await run()
    const { api, app } = applications()
    const [role] = appRoles
    const reader = { ...role, id: randomUUID(), value: 'Forecast.Reader' }
    const byHand = { ...role, id: randomUUID(), isEnabled: false }
    api.appRoles = [reader]
    app.appRoles = [reader, byHand]
    double.changes.length = 0
    said = []
    await run({ dryRun: true })
    expect(said.join('\n')).toContain(`+ Add the app role Forecast.Editor to "${api.displayName}"`)
    expect(said.join('\n')).toContain(
      `~ Enable the app role Forecast.Editor of "${app.displayName}"`,
    )
    expect(double.changes).toEqual([])
    await run()
    expect(api.appRoles).toEqual([reader, role])
    expect(app.appRoles).toEqual([reader, { ...byHand, isEnabled: true }])
    expect(double.changes).toHaveLength(2)
  })

  it('reports an app role that cannot be assigned to users', async () => {
    await run()
    const { api } = applications()
    api.appRoles = api.appRoles.map((role) => ({ ...role, allowedMemberTypes: ['Application'] }))
    double.changes.length = 0
    said = []
    await run()
    expect(said.join('\n')).toContain(
      `! The app role Forecast.Editor of "${api.displayName}" is not for`,
    )
    expect(double.changes).toEqual([])
  })

  it('adds a scope later, and keeps the others', async () => {
    const orders = addOrders()
    await run({ scopes: ['api://orders/Orders.Read'] })
    await run({ scopes: ['api://orders/Orders.Write'] })
    const { app } = applications()
    const access = app.requiredResourceAccess.find((each) => each.resourceAppId === orders.appId)
    expect(access?.resourceAccess.map(({ id }) => id)).toEqual([orders.read.id, orders.write.id])
    expect(double.grants.map(({ scope }) => scope)).toContain('Orders.Read Orders.Write')
  })

  it.each([
    ['api://mail/Mail.Read', /no API with the application ID URI api:\/\/mail\./],
    [
      'api://orders/Orders.Delete',
      /no scope Orders\.Delete\.\s+Choose one of its scopes: Orders\.Read, Orders\.Write\./,
    ],
  ])('changes nothing when %s does not exist', async (scope, words) => {
    addOrders()
    await expect(run({ scopes: [scope] })).rejects.toThrow(words)
    expect(double.changes).toEqual([])
  })

  it('grants no admin consent when asked not to', async () => {
    await run({ adminConsent: false })
    expect(double.grants).toEqual([])
  })

  it('adds to an existing consent', async () => {
    await run()
    const [grant] = double.grants
    if (grant) grant.scope = 'Forecast.Write'
    await run()
    expect(grant?.scope).toBe('Forecast.Write access_as_user')
  })

  it('waits for the time in Retry-After when it is throttled', async () => {
    double.faults.throttled = 2
    await run()
    expect(pauses).toEqual([7000, 7000])
    expect(double.grants).toHaveLength(2)
  })

  it('waits until the date in Retry-After, but a minute at most', async () => {
    double.faults.throttled = 1
    double.faults.retryAfter = new Date(Date.now() + 20_000).toUTCString()
    await run()
    expect(pauses[0]).toBeGreaterThan(10_000)
    expect(pauses[0]).toBeLessThanOrEqual(20_000)
    double.applications.length = 0
    double.faults.throttled = 1
    double.faults.retryAfter = '3600'
    await run()
    expect(pauses[1]).toBe(60_000)
  })

  it('retries until the directory knows a new object', async () => {
    double.faults.unknown = 2
    await run()
    expect(pauses).toEqual([2000, 4000])
  })

  it('gives up after five attempts', async () => {
    double.faults.throttled = 99
    await expect(run()).rejects.toThrow(/returned 429/)
    expect(pauses).toHaveLength(4)
  })

  it('stops at a deleted registration whose name is reserved, and says how to restore or delete it', async () => {
    const id = randomUUID()
    const deletedDateTime = '2026-11-20T08:00:00Z'
    const { uniqueName, displayName } = names.app
    const other = { id: randomUUID(), displayName, uniqueName: 'other', deletedDateTime }
    double.deleted.push(other, { id, displayName, uniqueName, deletedDateTime })
    const refusal = run({ dryRun: true })
    await expect(refusal).rejects.toThrow(`"${displayName}" was deleted on 2026-11-20`)
    await expect(refusal).rejects.toThrow(`${double.url}/directory/deletedItems/${id}/restore`)
    await expect(refusal).rejects.toThrow('delete it permanently')
    double.faults.hidesDeleted = true
    await expect(run()).rejects.toThrow('The unique name of the registration is taken.')
  })

  it.each([
    { status: 409, code: 'Request_MultipleObjectsWithSameKeyValue' } as const,
    { status: 400, code: 'Request_BadRequest' } as const,
  ])(
    'accepts objects that someone else creates at the same time: $status $code',
    async (conflict) => {
      double.faults.races = true
      double.faults.conflict = conflict
      await run()
      expect(double.grants).toHaveLength(2)
    },
  )

  it('prints the sign-in command for a claims challenge of Microsoft Graph', async () => {
    const claims = 'eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoicDEifX19'
    double.faults.challenge = `Bearer realm="", client_id="x", error="insufficient_claims", claims="${claims}"`
    await expect(run()).rejects.toThrow(
      `--scope ${new URL(double.url).origin}/.default --claims-challenge ${claims}`,
    )
  })

  it('reports another registration with the same name, and leaves it unchanged', async () => {
    await run()
    for (const each of double.applications) each.uniqueName = `by-hand-${each.uniqueName}`
    said = []
    await run({ dryRun: true })
    expect(said.join('\n')).toContain(
      `! Another registration has the name "${names.api.displayName}" (client ID `,
    )
  })

  it('finds an app by a name with an apostrophe', async () => {
    await run()
    const { app } = applications()
    const name = { uniqueName: "pete's/app", displayName: "Pete's" }
    Object.assign(app, name)
    expect(await findApplication(openGraph(), name)).toMatchObject({ appId: app.appId })
    said = []
    await findApplication(openGraph(), { ...name, uniqueName: 'another' })
    expect(said.join()).toContain('! Another registration has the name "Pete\'s"')
  })

  it('names the missing role', async () => {
    double.faults.forbidden = true
    await expect(run()).rejects.toThrow(/Cloud Application Administrator/)
  })

  it('says how to sign in again, and never prints the token', async () => {
    await expect(run({ accessToken: 'stale-token' })).rejects.toThrow(/az login/)
    await expect(run({ accessToken: 'stale-token' })).rejects.not.toThrow(/stale-token/)
    expect(said.join()).not.toContain(goodToken)
  })
})

describe('the names of the registrations', () => {
  it('begin with the name of the app, and the unique names with the storage prefix', () => {
    expect(namesOf('Weather', 'weather')).toEqual({
      api: { uniqueName: 'weather-api', displayName: 'Weather API' },
      app: { uniqueName: 'weather-app', displayName: 'Weather' },
    })
  })
})

describe('registrations.bicep', () => {
  it('has the names, the scope and the permissions of the script', async () => {
    const bicep = await readFile(new URL('registrations.bicep', import.meta.url), 'utf8')
    const { api, app } = namesOf('${appName}', '${prefix}')
    for (const text of [
      api.uniqueName,
      api.displayName,
      app.uniqueName,
      ...Object.values(accessAsUser).filter((value) => typeof value === 'string'),
      ...signInScopes,
      ...appRoles.flatMap(({ id, value, displayName, description }) => [
        id,
        value,
        displayName,
        description,
      ]),
    ]) {
      expect(bicep).toContain(`'${text}'`)
    }
    expect(bicep).toContain('displayName: appName')
    expect(bicep.match(/\n {2}appRoles: appRoles\n/g)).toHaveLength(2)
    expect(bicep).toContain("allowedMemberTypes: ['User']")
    expect(bicep).toContain("param graphScopes string[] = ['User.Read']")
    expect(bicep).toContain('contains(union(signInScopes, graphScopes), scope.value)')
    expect(bicep).toContain('requestedAccessTokenVersion: 2')
    expect(bicep).toContain(`consentType: 'AllPrincipals'`)
  })
})
