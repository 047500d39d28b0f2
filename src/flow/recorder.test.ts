import { type AccountInfo, type EventMessage, InteractionType } from '@azure/msal-browser'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { exportFlow } from './flow-page.tsx'
import { createRecorder } from './recorder.ts'

// RFC 7636 appendix B.
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

const idp = 'https://login.example/tenant/oauth2/v2.0'
const jwt = (claims: object) => `canary.${btoa(JSON.stringify(claims))}.canary`
const tokens = {
  token_type: 'Bearer',
  access_token: jwt({ scp: 'access_as_user', aio: 'canary-aio' }),
  refresh_token: 'canary-refresh',
  id_token: jwt({ name: 'Canary Bird', aud: 'app', nonce: 'canary-nonce' }),
}

beforeEach(() => {
  vi.stubGlobal('location', { origin: 'https://weather.example' })
})

const event: EventMessage = {
  eventType: 'msal:acquireTokenStart',
  interactionType: null,
  payload: null,
  error: null,
  timestamp: 0,
  correlationId: '',
}

/** An event that MSAL sends during a silent renewal. */
function silent(stage: 'Start' | 'Failure'): EventMessage {
  return {
    ...event,
    eventType: `msal:acquireToken${stage}`,
    interactionType: InteractionType.Silent,
  }
}

function account(): AccountInfo {
  const tenantId = 'tenant'
  return {
    homeAccountId: 'a',
    localAccountId: 'a',
    environment: 'login.example',
    tenantId,
    username: 'canary',
  }
}

/** Records a complete sign-in, as the hooks report it. */
function recordSignIn() {
  const recorder = createRecorder('session')
  const { identity, api } = recorder
  identity.onLeave(`${idp}/authorize?code_challenge=${challenge}&state=canary-state`)
  recorder.recordReturn('code=canary-code&state=canary-state')
  const body = `grant_type=authorization_code&code=canary-code&code_verifier=${verifier}`
  identity.onRequest({ method: 'POST', url: `${idp}/token`, body })({ status: 200, body: tokens })
  api({ url: '/WeatherForecast', accessToken: tokens.access_token })({
    status: 200,
    headers: new Headers(),
  })
  return recorder
}

describe('the recorder', () => {
  it('records a sign-in step by step', () => {
    const steps = recordSignIn().getState()
    expect(steps.map(({ kind }) => kind)).toEqual([
      'authorization-request',
      'authorization-response',
      'token-request',
      'token-response',
      'api-request',
      'api-response',
    ])
  })

  it('hashes the verifier to the challenge that was sent', async () => {
    const recorder = recordSignIn()
    await vi.waitFor(() => expect(recorder.getState()[2]?.verifierHash).toBe(challenge))
  })

  it('keeps no code, verifier, token, state or nonce', async () => {
    const recorder = recordSignIn()
    await vi.waitFor(() => expect(recorder.getState()[2]?.verifierHash).toBeDefined())
    const kept = JSON.stringify(recorder.getState())
    expect(kept).not.toMatch(/canary/)
    expect(kept).not.toContain(verifier)
  })

  it('shows by fingerprints that the same access token went to the API', () => {
    const steps = recordSignIn().getState()
    const sent = steps[4]?.fields.find(({ name }) => name === 'access_token')
    expect(steps[3]?.fields).toContainEqual(sent)
  })

  it('exports no personal data', () => {
    expect(JSON.stringify(recordSignIn().getState())).toContain('Canary Bird')
    expect(exportFlow(recordSignIn().getState())).not.toMatch(/canary/i)
  })

  it('records that a hidden frame was opened, and the code or the error that it ended with', () => {
    const { identity, getState } = createRecorder('session')
    const redirectUri = 'https://weather.example/redirect.html'
    identity.onEvent({ ...silent('Start'), payload: { redirectUri, loginHint: 'canary-hint' } })
    const body = 'grant_type=authorization_code&code=canary-code'
    identity.onRequest({ method: 'POST', url: `${idp}/token`, body })({ status: 200, body: tokens })
    identity.onEvent({ ...silent('Start'), payload: { redirectUri } })
    identity.onEvent({ ...silent('Failure'), error: new Error('canary: no session') })
    const steps = getState()
    expect(steps.map(({ kind }) => kind)).toEqual([
      'frame-request',
      'frame-response',
      'token-request',
      'token-response',
      'frame-request',
      'silent-failure',
    ])
    for (const index of [1, 5]) expect(steps[index]?.duration).toBeGreaterThanOrEqual(0)
    expect(JSON.stringify(steps)).not.toMatch(/canary/)
  })

  it('does not take a renewal by refresh token for a hidden frame', () => {
    const { identity, getState } = createRecorder('session')
    identity.onEvent({ ...silent('Start'), payload: { account: account(), scopes: [] } })
    const body = 'grant_type=refresh_token&refresh_token=canary'
    identity.onRequest({ method: 'POST', url: `${idp}/token`, body })({ status: 400, body: {} })
    identity.onEvent({ ...silent('Failure'), error: new Error('canary') })
    const steps = getState()
    const kinds = ['token-request', 'token-response', 'silent-failure']
    expect(steps.map(({ kind }) => kind)).toEqual(kinds)
    expect(steps[2]).not.toHaveProperty('duration')
  })

  it('deletes every step when sign-out begins, and records nothing after it', () => {
    const recorder = recordSignIn()
    recorder.identity.onEvent({ ...event, eventType: 'msal:logoutStart' })
    expect(recorder.getState()).toEqual([])
    recorder.identity.onLeave(`${idp}/logout?logout_hint=canary`)
    recorder.api({ url: '/w', accessToken: 'canary' })(undefined)
    expect(recorder.getState()).toEqual([])
  })

  it('records a missing response without a status', () => {
    const { identity, getState } = createRecorder('session')
    identity.onRequest({ method: 'POST', url: `${idp}/token`, body: '' })(undefined)
    expect(getState()[1]).toMatchObject({ kind: 'token-response', fields: [] })
    expect(getState()[1]).not.toHaveProperty('status')
  })

  it('keeps only the last 60 steps', () => {
    const { api, getState } = createRecorder('session')
    for (let call = 0; call < 500; call++) api({ url: '/w', accessToken: undefined })(undefined)
    expect(getState().length).toBe(60)
  })
})
