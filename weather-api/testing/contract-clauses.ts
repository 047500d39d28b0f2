import { generateKeyPairSync } from 'node:crypto'
import type { AuthorityDouble, Claims } from './authority-double.ts'
import { APP_ORIGIN } from './test-service.ts'

/** An implementation of the weather API that trusts the authority, and lets `APP_ORIGIN` read its responses. */
export interface ApiUnderContract {
  authority: AuthorityDouble
  /** Its address, which ends with `/WeatherForecast`. */
  url: string
}

/** A request, and the answer that `weather-api` gives. Another implementation may name what differs. */
export interface Clause {
  title: string
  answer: string
  /** Sends the request. @returns the answer, in the words of the table */
  ask: (api: ApiUnderContract) => Promise<string>
}

export interface Chapter {
  title: string
  clauses: Clause[]
}

export const attacker = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
export const editor = { roles: ['Forecast.Editor'] }
export const now = () => Math.floor(Date.now() / 1000)
/** A day of the forecast: 1 is tomorrow. */
export const dayIn = (days: number) =>
  new Date((now() + days * 86_400) * 1000).toISOString().slice(0, 10)

interface Sent {
  token?: string | undefined
  path?: string
  method?: string
  headers?: Record<string, string>
}

export function send(
  { url }: ApiUnderContract,
  { token, path = '', method = 'GET', headers }: Sent,
) {
  return fetch(url + path, {
    method,
    headers: {
      origin: APP_ORIGIN,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
  })
}

/** The status, with what `WWW-Authenticate` says: the description of ASP.NET, the error without one, or all of it. */
export function statusOf({ status, headers }: Response): string {
  const challenge = headers.get('www-authenticate')
  if (challenge === null) return String(status)
  const [, error, , description] =
    /^Bearer error="(\w+)"(, error_description="([^"]+)")?$/.exec(challenge) ?? []
  return `${status} ${description ?? error ?? challenge}`
}

/** What a body is: empty, a media type, or problem details with the members beside those that every problem has. */
export async function bodyOf(response: Response): Promise<string> {
  const text = await response.text()
  const type = response.headers.get('content-type')
  if (text === '') return 'empty'
  if (!type?.startsWith('application/problem+json')) return String(type)
  const { type: _, title, status, ...others } = JSON.parse(text) as Record<string, unknown>
  if (status !== response.status || typeof title !== 'string') return 'not problem details'
  const members = Object.keys(others).toSorted().join(', ')
  return members === '' ? 'problem details' : `problem details with ${members}`
}

type TokenOf = (authority: AuthorityDouble) => Promise<string> | string

export const signed =
  (claims: () => Claims, header = {}): TokenOf =>
  (authority) =>
    authority.sign(claims(), header)

/** A request for the forecast. */
export function read(title: string, answer: string, tokenOf?: TokenOf): Clause {
  return {
    title,
    answer,
    ask: async (api) => statusOf(await send(api, { token: await tokenOf?.(api.authority) })),
  }
}

export const withClaims = (title: string, answer: string, claims: Claims) =>
  read(
    title,
    answer,
    signed(() => claims),
  )

/** A request to remove a day. */
export function remove(title: string, answer: string, path: () => string, claims?: Claims): Clause {
  return {
    title,
    answer,
    ask: async (api) => {
      const token = claims && (await api.authority.sign(claims))
      return statusOf(await send(api, { method: 'DELETE', path: `/${path()}`, token }))
    },
  }
}

export const tomorrow = () => dayIn(1)

/** Another request, with a valid token. */
export function ask(
  title: string,
  answer: string,
  sent: Sent & { claims?: Claims },
  describe: (response: Response) => Promise<string> | string = statusOf,
): Clause {
  return {
    title,
    answer,
    ask: async (api) => {
      const token = await api.authority.sign(sent.claims ?? {})
      return describe(await send(api, { token, ...sent }))
    },
  }
}

export const header = (name: string) => (response: Response) => response.headers.get(name) ?? 'none'

export const preflight = (origin: string, method = 'GET'): Sent => ({
  method: 'OPTIONS',
  token: undefined,
  headers: {
    origin,
    'access-control-request-method': method,
    'access-control-request-headers': 'authorization',
  },
})

export async function shapeOf(response: Response): Promise<string> {
  const rows = (await response.json()) as Record<string, unknown>[]
  const isRow = (
    { date, temperatureC, temperatureF, summary, ...others }: (typeof rows)[0],
    day = 0,
  ) =>
    date === dayIn(day + 1) &&
    Number(temperatureC) >= -20 &&
    Number(temperatureC) <= 54 &&
    temperatureF === 32 + Math.trunc(Number(temperatureC) / 0.5556) &&
    typeof summary === 'string' &&
    Object.keys(others).length === 0
  return `${rows.filter(isRow).length} days from tomorrow`
}
