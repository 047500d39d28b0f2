/** Microsoft Graph refused, with words for a person. */
export class GraphError extends Error {
  override readonly name = 'GraphError'
}

type Json = Record<string, unknown>

/** The few requests that registrations need. */
export interface Graph {
  /** @returns the object, or undefined when there is none */
  read: <T>(path: string) => Promise<T | undefined>
  /**
   * Sends a change, or only says what it would be.
   * @param sentence what it does, for the person
   * @param placeholder what to go on with when it is only said
   */
  change: <T>(change: Change, sentence: string, placeholder: T) => Promise<T>
}

export interface Change {
  method: 'POST' | 'PATCH'
  path: string
  body: Json
  /** Creates what the alternate key in the path names, if it is not there. */
  createIfMissing?: boolean
}

export interface GraphOptions {
  /** e.g. `https://graph.microsoft.com/v1.0` */
  url: string
  accessToken: string
  /** Says each change and sends none. */
  onlySay: boolean
  say: (sentence: string) => void
  /** Waits; a test does not. */
  pause: (milliseconds: number) => Promise<void>
}

const attempts = 5

/** @see {@link https://learn.microsoft.com/graph/use-the-api} */
export function createGraph(options: GraphOptions): Graph {
  return {
    // What was only said to be created cannot be read.
    read: async <T>(path: string) =>
      path.includes('<') ? undefined : ((await send(options, 'GET', path)) as T | undefined),
    change: async <T>(
      { method, path, body, createIfMissing }: Change,
      sentence: string,
      placeholder: T,
    ) => {
      options.say(sentence)
      if (options.onlySay) {
        options.say(`    ${method} ${path} ${JSON.stringify(body)}`)
        return placeholder
      }
      const answer = await send(options, method, path, body, createIfMissing)
      return (answer ?? placeholder) as T
    },
  }
}

async function send(
  { url, accessToken, pause }: GraphOptions,
  method: string,
  path: string,
  body?: Json,
  createIfMissing = false,
): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url + path, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(30_000),
      headers: {
        Authorization: `Bearer ${accessToken}`,
        'Content-Type': 'application/json',
        ...(createIfMissing && { Prefer: 'create-if-missing' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (response.ok) return text === '' ? undefined : (JSON.parse(text) as unknown)
    if (method === 'GET' && response.status === 404) return undefined
    if (attempt === attempts || !isPassing(response.status, text)) {
      throw new GraphError(explain(response.status, method, path, text))
    }
    await pause(secondsToWait(response, attempt) * 1000)
  }
}

// The directory is copied between machines: what was just created may be unknown to the next request.
function isPassing(status: number, text: string): boolean {
  const isUnknownYet = /does not reference a valid|Request_ResourceNotFound|does not exist/i.test(
    text,
  )
  return status === 429 || status >= 500 || ([400, 404].includes(status) && isUnknownYet)
}

function secondsToWait(response: Response, attempt: number): number {
  const asked = Number(response.headers.get('retry-after') ?? NaN)
  return Number.isNaN(asked) ? 2 ** attempt : Math.min(asked, 60)
}

function explain(status: number, method: string, path: string, text: string): string {
  const { code, message } = errorOf(text)
  if (status === 401)
    return 'Microsoft Graph does not accept the access token. Sign in again: az login'
  if (status === 403) {
    return `You may not do this (${method} ${path}). Registrations need the role Cloud Application Administrator; consent for everybody, to permissions of Microsoft Graph, needs Privileged Role Administrator. Without it, add --no-admin-consent.`
  }
  return `Microsoft Graph answered ${status} to ${method} ${path}: ${[code, message].filter(Boolean).join(': ')}`
}

function errorOf(text: string): { code?: string; message?: string } {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: string; message?: string } }
    return error ?? {}
  } catch {
    return {}
  }
}
