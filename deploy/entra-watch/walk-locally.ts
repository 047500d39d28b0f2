import { type LocalEntra, startLocalEntra } from '#local-entra'
import type { Step } from './transcript.ts'
import { legs, type Run, type Settings } from './walk.js'

/**
 * Takes the same walk with local Entra, over HTTP instead of in a browser.
 * @param settings of the walk with the tenant: the same steps are taken
 */
export async function walkLocally({ redirectUri, ...other }: Settings): Promise<Step[]> {
  const entra = await startLocalEntra({ appOrigins: [redirectUri] })
  try {
    const steps: Step[] = []
    const run: Run = {
      settings: { ...settingsOf(entra, redirectUri), ...optionalOf(entra, other) },
      state: {},
      send: (url, init) => sendAsBrowser(url, init, new URL(redirectUri).origin),
      record: (step, facts) => Promise.resolve(void steps.push({ step, facts })),
    }
    const cookie = await signedInCookie(entra)
    for (const leg of legs) {
      const back = await navigate(await leg.leave(run), redirectUri, cookie)
      await leg.arrive(run, back)
    }
    return steps
  } finally {
    await entra.close()
  }
}

/** The settings of the sample app of local Entra. */
export function settingsOf({ appConfig }: LocalEntra, redirectUri: string): Settings {
  const { clientId, weatherApi, authorityMetadata: endpoints } = appConfig
  return { clientId, scope: weatherApi.scope, redirectUri, endpoints }
}

function optionalOf({ appConfig }: LocalEntra, { otherScope, apiUrl }: Partial<Settings>) {
  return {
    ...(otherScope !== undefined && { otherScope: appConfig.apis.graph.scope }),
    ...(apiUrl !== undefined && { apiUrl: appConfig.weatherApi.url }),
  }
}

async function signedInCookie({ control, identity }: LocalEntra): Promise<string> {
  const [user] = identity.sampleAccounts
  const { name, value } = await control.sessionCookie([user?.userName ?? ''])
  return `${name}=${value}`
}

/** Follows the redirects back to the app. */
async function navigate(url: string, home: string, cookie: string): Promise<URLSearchParams> {
  const { status, headers } = await fetch(url, { redirect: 'manual', headers: { cookie } })
  const location = headers.get('location')
  if (location === null) throw new Error(`Local Entra answered ${status} at ${url}.`)
  const target = new URL(location, url)
  if (!target.href.startsWith(home)) return navigate(target.href, home, cookie)
  return new URLSearchParams(target.hash.slice(1) || target.search)
}

/** With the headers that a page of another origin can read (https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name). */
async function sendAsBrowser(url: string, init: RequestInit, origin: string) {
  const request = new Request(url, init)
  request.headers.set('origin', origin)
  const response = await fetch(request)
  const allowed = response.headers.get('access-control-allow-origin') ?? ''
  if (!['*', origin].includes(allowed)) return undefined
  const exposed = (response.headers.get('access-control-expose-headers') ?? '').toLowerCase()
  const readable = new Set([...safelisted, ...exposed.split(/,\s*/)])
  const headers = new Headers([...response.headers].filter(([name]) => readable.has(name)))
  const body: unknown = await response.json().catch(() => ({}))
  return { status: response.status, headers, body }
}

const safelisted = [
  'cache-control',
  'content-language',
  'content-length',
  'content-type',
  'expires',
  'last-modified',
  'pragma',
]
