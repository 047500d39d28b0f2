// How a response looks, without its values. The browser sends the command nothing else, so no code, token, name or id can be
// in a transcript: a value is written only if it is in a list here. Served as it is to the browser.

/** @typedef {Record<string, string>} Facts names of members, and how their values look */

/** @param {string} text */
const words = (text) => text.split(' ')

/**
 * Values that are the same for everyone.
 * @type {Record<string, readonly string[]>}
 */
const plain = {
  token_type: ['Bearer'],
  error: words(
    'invalid_request invalid_client invalid_grant invalid_scope invalid_resource unauthorized_client unsupported_grant_type unsupported_response_type login_required interaction_required consent_required access_denied server_error temporarily_unavailable',
  ),
  suberror: words(
    'bad_token basic_action additional_action message_only consent_required token_expired user_password_expired client_mismatch',
  ),
  error_subcode: ['cancel'],
  typ: ['JWT'],
  alg: ['RS256'],
  ver: ['1.0', '2.0'],
  azpacr: ['0', '1', '2'],
}

/** The claims of every token. Of others, whose names a tenant can choose, only the number is written. */
const claims = new Set(
  words(
    'aud iss iat nbf exp aio azp azpacr name oid tid sub preferred_username rh scp sid uti ver nonce login_hint',
  ),
)

const headerParts = words(
  'application/json text/html charset=utf-8 no-store no-cache private must-revalidate',
)
const headerNames = words('content-type cache-control pragma x-ms-request-id retry-after')

/** @type {readonly [RegExp, string][]} */
const forms = [
  [/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i, 'a GUID'],
  [/^eyJ[\w-]*\.[\w-]+\.[\w-]*$/, 'a JSON Web Token'],
  [/^https?:\/\//, 'an address'],
  [/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/, 'a date and a time'],
]

/**
 * @param {URLSearchParams} parameters of an authorization or a sign-out response
 * @param {Facts} sent values of the request that may come back, by name
 */
export function shapeOfParameters(parameters, sent) {
  return shapeOfMembers(Object.fromEntries(parameters), sent)
}

/**
 * @param {{ status: number, headers: Headers, body: unknown } | undefined} response undefined when there was none
 * @param {Facts} sent values of the request that may come back, by name
 * @returns {Facts}
 */
export function shapeOfResponse(response, sent) {
  if (response === undefined) return { status: 'no response: blocked, or no connection' }
  const { status, headers, body } = response
  const members = /** @type {Record<string, unknown>} */ (Object(body))
  return {
    status: String(status),
    ...shapeOfHeaders(headers),
    ...shapeOfMembers(members, sent),
    ...shapeOfToken('id_token', members['id_token'], sent),
    ...shapeOfToken('access_token', members['access_token'], sent),
  }
}

/** @param {Headers} headers */
function shapeOfHeaders(headers) {
  const read = headerNames.filter((name) => headers.has(name))
  return Object.fromEntries(read.map((name) => [`header ${name}`, headerValue(headers.get(name))]))
}

/** @param {string | null} value */
function headerValue(value) {
  const parts = (value ?? '').split(/[;,] */)
  return parts.every((part) => headerParts.includes(part)) ? parts.join(', ') : 'another value'
}

/**
 * @param {Record<string, unknown>} members
 * @param {Facts} sent
 */
function shapeOfMembers(members, sent) {
  const entries = Object.entries(members)
  // A new member is what a transcript is for. Letters alone cannot be an id.
  const named = entries.filter(([name]) => /^[a-z][a-z_-]{1,31}$/i.test(name))
  return {
    ...Object.fromEntries(named.map(([name, value]) => [name, formOf(name, value, sent)])),
    ...count('other members', entries.length - named.length),
  }
}

/**
 * @param {string} kind
 * @param {unknown} token
 * @param {Facts} sent
 * @returns {Facts}
 */
function shapeOfToken(kind, token, sent) {
  const [header, payload] = String(token).split('.').map(decode)
  if (!header || !payload) return {}
  const { iat, nbf, exp } = payload
  const known = Object.entries(payload).filter(([name]) => claims.has(name))
  const shapes = [...Object.entries(header).filter(([name]) => /^[a-z5]{3}$/.test(name)), ...known]
  return {
    ...Object.fromEntries(
      shapes.map(([name, value]) => [`${kind}.${name}`, formOf(name, value, sent)]),
    ),
    [`${kind} is valid for`]: lifetime(Number(exp) - Number(iat)),
    [`${kind} has nbf`]: iat === nbf ? 'equal to iat' : 'other than iat',
    ...count(`${kind} has other claims`, Object.keys(payload).length - known.length),
  }
}

/** @param {string} part of a JSON Web Token */
function decode(part) {
  try {
    const text = atob(part.replaceAll('-', '+').replaceAll('_', '/'))
    const value = JSON.parse(text)
    return typeof value === 'object' && value !== null
      ? /** @type {Record<string, unknown>} */ (value)
      : undefined
  } catch {
    return undefined
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {Facts} sent
 * @returns {string}
 */
function formOf(name, value, sent) {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (Object.hasOwn(sent, name)) return text === sent[name] ? 'as sent' : 'not as sent'
  if (Object.hasOwn(plain, name) && plain[name]?.includes(text)) return text
  if (Object.hasOwn(specialForms, name)) return specialForms[name]?.(text, sent) ?? ''
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value !== 'string') return `a ${typeof value}`
  return forms.find(([pattern]) => pattern.test(value))?.[1] ?? 'a text'
}

/** @type {Record<string, (text: string, sent: Facts) => string>} */
const specialForms = {
  expires_in: lifetime,
  ext_expires_in: lifetime,
  refresh_in: lifetime,
  refresh_token_expires_in: lifetime,
  error_codes: (text) =>
    /^\[\d{4,8}(?:,\d{4,8}){0,3}\]$/.test(text) ? text.slice(1, -1) : 'another',
  error_uri: (text) => {
    const [, number] = /^https?:\/\/[^/]+\/error\?code=(\d{4,8})$/.exec(text) ?? []
    return number === undefined ? 'another address' : `the page of error ${number}`
  },
  error_description: (text) => {
    const [, number = 'another text'] = /^(AADSTS\d{4,8}): /.exec(text) ?? []
    return `${number}${tails.find(([pattern]) => pattern.test(text))?.[1] ?? ''}`
  },
  scope: (text, sent) => {
    const names = text.split(' ').map((scope) => scopeName(scope, sent))
    return [...new Set(names)].join(', ')
  },
}

/** @type {readonly [RegExp, string][]} */
const tails = [
  [/ Trace ID: \S+ Correlation ID: \S+ Timestamp: \S+ \S+Z$/, ', and ids after spaces'],
  [/\r\nTrace ID: \S+\r\nCorrelation ID: \S+\r\nTimestamp: \S+ \S+Z$/, ', and ids on lines'],
]

/**
 * @param {string} scope
 * @param {Facts} sent
 */
function scopeName(scope, { 'the scope of the API': own }) {
  if (scope === own) return 'the scope of the API'
  return ['openid', 'profile', 'email', 'offline_access'].includes(scope) ? scope : 'another scope'
}

/** @param {string | number} seconds */
function lifetime(seconds) {
  const value = Number(seconds)
  if (!(value > 0)) return 'not positive'
  // Entra chooses 60 to 90 minutes at random, and back-dates `iat` by five.
  if (value >= 3590 && value <= 5710) return '60 to 95 minutes'
  if (value >= 71_990 && value <= 100_810) return '20 to 28 hours'
  return value < 172_800 ? `${Math.round(value / 60)} minutes` : 'more than two days'
}

/**
 * @param {string} name
 * @param {number} number
 * @returns {Facts}
 */
function count(name, number) {
  return number === 0 ? {} : { [name]: String(number) }
}
