import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { TokenResponse } from '../auth/session-events.ts'
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

const answered = (body: unknown = {}, status = 200) => Promise.resolve({ status, body })

function startRecorder() {
  const recorder = createRecorder('session', () => true)
  const { handle } = recorder
  return {
    ...recorder,
    leave: (url: string) => handle({ kind: 'leave', url }),
    requestTokens: (body: string, response: Promise<TokenResponse> = answered()) => {
      const form = new URLSearchParams(body)
      handle({ kind: 'token-request', url: `${idp}/token`, form, response })
    },
    callApi: (status?: number, headers: Record<string, string> = {}) => {
      const given = status ? { status, headers: new Headers(headers) } : undefined
      const response = Promise.resolve(given)
      const request = {
        api: 'weather service',
        method: 'GET',
        url: '/WeatherForecast',
        accessToken: tokens.access_token,
      }
      handle({ kind: 'api-request', ...request, response })
    },
  }
}

/** Waits until the responses have arrived. */
const settle = () => new Promise((resolve) => setTimeout(resolve))

/** Records a complete sign-in, as the session reports it. */
async function recordSignIn() {
  const recorder = startRecorder()
  recorder.leave(`${idp}/authorize?code_challenge=${challenge}&state=canary-state`)
  recorder.recordReturn(new URL('https://weather.example/#code=canary-code&state=canary-state'))
  const body = `grant_type=authorization_code&code=canary-code&code_verifier=${verifier}`
  recorder.requestTokens(body, answered(tokens))
  await settle()
  recorder.callApi(200)
  await settle()
  return recorder
}

describe('the recorder', () => {
  it('records a sign-in step by step', async () => {
    const steps = (await recordSignIn()).getState()
    expect(steps.map(({ kind }) => kind)).toEqual([
      'authorization-request',
      'authorization-response',
      'token-request',
      'token-response',
      'api-request',
      'api-response',
    ])
  })

  it('computes the challenge from the verifier', async () => {
    const recorder = await recordSignIn()
    await vi.waitFor(() => expect(recorder.getState()[2]?.verifierHash).toBe(challenge))
  })

  it('stores no code, verifier, token, state or nonce', async () => {
    const recorder = await recordSignIn()
    await vi.waitFor(() => expect(recorder.getState()[2]?.verifierHash).toBeDefined())
    const kept = JSON.stringify(recorder.getState())
    expect(kept).not.toMatch(/canary/)
    expect(kept).not.toContain(verifier)
  })

  it('shows by fingerprints that the API received the same access token', async () => {
    const steps = (await recordSignIn()).getState()
    const sent = steps[4]?.fields.find(({ name }) => name === 'access_token')
    expect(steps[3]?.fields).toContainEqual(sent)
  })

  it('exports no personal data', async () => {
    const { getState } = await recordSignIn()
    expect(JSON.stringify(getState())).toContain('Canary Bird')
    expect(exportFlow(getState())).not.toMatch(/canary/i)
  })

  it('records a hidden frame with the code or the error that it ended with', async () => {
    const { handle, requestTokens, getState } = startRecorder()
    const redirectUri = 'https://weather.example/redirect.html'
    handle({ kind: 'frame-request', redirectUri })
    requestTokens('grant_type=authorization_code&code=canary-code', answered(tokens))
    await settle()
    handle({ kind: 'frame-request', redirectUri })
    handle({ kind: 'silent-failure', code: 'login_required' })
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

  it('does not record a renewal with the refresh token as a hidden frame', async () => {
    const { handle, requestTokens, getState } = startRecorder()
    requestTokens('grant_type=refresh_token&refresh_token=canary', answered({}, 400))
    await settle()
    handle({ kind: 'silent-failure', code: 'invalid_grant' })
    const steps = getState()
    const kinds = ['token-request', 'token-response', 'silent-failure']
    expect(steps.map(({ kind }) => kind)).toEqual(kinds)
    expect(steps[2]).not.toHaveProperty('duration')
  })

  it('deletes every step when sign-out begins, and records nothing after it', async () => {
    const recorder = await recordSignIn()
    recorder.handle({ kind: 'sign-out' })
    expect(recorder.getState()).toEqual([])
    recorder.leave(`${idp}/logout?logout_hint=canary`)
    recorder.callApi()
    await settle()
    expect(recorder.getState()).toEqual([])
  })

  it('records a missing response without a status', async () => {
    const { requestTokens, getState } = startRecorder()
    requestTokens('', Promise.resolve(undefined))
    await settle()
    expect(getState()[1]).toMatchObject({ kind: 'token-response', fields: [] })
    expect(getState()[1]).not.toHaveProperty('status')
  })

  it('records the headers of an API response that explain a refusal and caching', async () => {
    const { callApi, getState } = startRecorder()
    callApi(401, { 'WWW-Authenticate': 'Bearer', 'Cache-Control': 'no-store', 'X-User': 'canary' })
    await settle()
    expect(getState()[1]?.fields).toEqual([
      { name: 'www-authenticate', value: 'Bearer' },
      { name: 'cache-control', value: 'no-store' },
    ])
  })

  it('stores only the last 60 steps', async () => {
    const { callApi, getState } = startRecorder()
    for (let call = 0; call < 500; call++) callApi(200)
    await settle()
    expect(getState().length).toBe(60)
  })
})
