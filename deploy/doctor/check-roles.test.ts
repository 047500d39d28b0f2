import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { createGraph } from '../registrations/graph.ts'
import { goodToken, type GraphDouble, startGraphDouble } from '../registrations/graph-double.ts'
import { appRoles, registrationNames } from '../registrations/names.ts'
import { register } from '../registrations/register.ts'
import { checkRoles } from './check-roles.ts'

const { api: apiName, app: appName } = registrationNames
const app = 'https://weather.contoso.example'
const [role] = appRoles

let double: GraphDouble
let config: Config

beforeEach(async () => {
  double = await startGraphDouble()
  const graph = createGraph({
    url: double.url,
    accessToken: goodToken,
    dryRun: false,
    say: () => {},
    pause: () => Promise.resolve(),
  })
  const { clientId, scope } = await register(graph, {
    origins: [app],
    scopes: [],
    adminConsent: true,
  })
  config = {
    authority: 'https://login.microsoftonline.com/contoso.example',
    clientId,
    weatherApi: { url: '/WeatherForecast', scope },
    tokenStorage: 'session',
  }
})
afterEach(() => double.close())

function check(token?: string) {
  return checkRoles({ config, app, token }, { url: double.url, accessToken: goodToken })
}

function registrationOf({ uniqueName }: { uniqueName: string }) {
  const application = double.applications.find((each) => each.uniqueName === uniqueName)
  const principal = double.servicePrincipals.find(({ appId }) => appId === application?.appId)
  if (!application || !principal) throw new Error('not registered')
  return { application, principal }
}

function assign(name: { uniqueName: string }, principalId: string, appRoleId: string = role.id) {
  const resourceId = registrationOf(name).principal.id
  const principalDisplayName = `Display name of ${principalId}`
  double.assignments.push({
    principalId,
    principalType: 'User',
    principalDisplayName,
    resourceId,
    appRoleId,
  })
}

describe('checkRoles', () => {
  it('has no finding without access to Microsoft Graph', async () => {
    expect(await checkRoles({ config, app }, undefined)).toEqual([])
  })

  it('accepts a role that the same users have in both registrations', async () => {
    for (const id of ['raine', 'sunny', 'misty']) {
      assign(appName, id)
      assign(apiName, id)
    }
    expect(await check()).toMatchObject([{ check: 'app-roles', outcome: 'good' }])
  })

  it.each([
    [apiName, 'The app shows what the API refuses with 403.'],
    [appName, 'The app hides what the API allows.'],
  ])('reports a role that only one registration has: not "$displayName"', async (name, words) => {
    registrationOf(name).application.appRoles = []
    const [finding] = await check()
    expect(finding).toMatchObject({
      outcome: 'bad',
      problem: `"${name.displayName}" does not have it for users, or it is disabled there. ${words}`,
      fix: expect.stringContaining('npm run register'),
    })
  })

  it.each([{ isEnabled: false }, { allowedMemberTypes: ['Application'] }])(
    'counts only enabled roles for users: %j',
    async (change) => {
      const { application } = registrationOf(apiName)
      application.appRoles = [{ ...role, ...change }]
      expect(await check()).toMatchObject([{ outcome: 'bad' }])
    },
  )

  it('compares a role of the app that was added by hand, but none that only the API has', async () => {
    const added = { ...role, id: 'by-hand', value: 'Forecast.Reader' }
    registrationOf(apiName).application.appRoles.push({ ...added, value: 'Other.Client' })
    assign(appName, 'raine')
    assign(apiName, 'raine')
    expect(await check()).toHaveLength(1)
    registrationOf(appName).application.appRoles.push(added)
    expect(await check()).toMatchObject([
      { outcome: 'good' },
      { outcome: 'bad', subject: 'App role Forecast.Reader of both registrations' },
    ])
  })

  it('finds a role with another id in each registration', async () => {
    registrationOf(apiName).application.appRoles = [{ ...role, id: 'by-hand' }]
    assign(appName, 'raine')
    assign(apiName, 'raine', 'by-hand')
    expect(await check()).toMatchObject([{ outcome: 'good' }])
  })

  it('advises on a role that neither registration has, and on one that no one has', async () => {
    expect(await check()).toMatchObject([
      { outcome: 'advice', problem: 'it is assigned to no one.' },
    ])
    for (const { appRoles: roles } of double.applications) roles.length = 0
    expect(await check()).toMatchObject([
      { outcome: 'advice', problem: 'neither has it, so no user can have it.' },
    ])
  })

  it.each([
    [appName, apiName],
    [apiName, appName],
  ])('names who has the role only in $displayName', async (here, there) => {
    assign(here, 'raine')
    for (const name of [here, there]) assign(name, 'sunny')
    const [finding] = await check()
    expect(finding?.outcome).toBe('advice')
    expect(finding?.problem).toContain(
      `Display name of raine: assigned in "${here.displayName}", but not in "${there.displayName}".`,
    )
    expect(finding?.fix).toContain(`"${there.displayName}" → Users and groups`)
  })

  it.each([
    [{ oid: 'raine' }, 'bad'],
    [{ oid: 'raine', roles: ['Forecast.Editor'] }, 'good'],
    [{ oid: 'misty' }, 'good'],
  ])(
    'reports an access token that is older than the assignment: %j is %s',
    async (claims, outcome) => {
      assign(appName, 'raine')
      assign(apiName, 'raine')
      const payload = Buffer.from(JSON.stringify(claims)).toString('base64url')
      expect(await check(`x.${payload}.x`)).toMatchObject([{ outcome }])
    },
  )

  it('is skipped without the permission to read the assignments', async () => {
    double.faults.hidesAssignments = true
    expect(await check()).toMatchObject([{ outcome: 'skipped' }])
  })

  it('is skipped for a client id that the tenant does not know', async () => {
    config = { ...config, clientId: '11111111-2222-3333-4444-555555555555' }
    expect(await check()).toMatchObject([{ outcome: 'skipped', check: 'app-roles' }])
  })
})
