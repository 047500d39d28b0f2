import { FaultError } from '../../command-line/fault.ts'
import { type Answer, sendRequest } from '../../command-line/http.ts'

/** Microsoft Graph refused. The message is for a person. */
export class GraphError extends FaultError {
  /** Of the answer; undefined when Graph was not asked. */
  readonly status: number | undefined

  constructor(problem: string, fix: string, status?: number) {
    super([{ key: '', problem, fix }])
    this.status = status
  }
}

type Json = Record<string, unknown>

/** The few requests that registrations need. */
export interface Graph {
  /** e.g. `https://graph.microsoft.com/v1.0` */
  url: string
  /** @returns the object, or undefined when there is none */
  read: <T>(path: string) => Promise<T | undefined>
  /** @returns a list with all its pages; none for one that is not there */
  readAll: <T>(path: string) => Promise<T[]>
  /**
   * Sends a change, or only says what it would be.
   * @param sentence what it does, for the person
   * @param placeholder what to go on with when it is only said
   */
  change: <T>(change: Change, sentence: string, placeholder: T) => Promise<T>
  /** Says what is there already. */
  note: (sentence: string) => void
}

export interface Change {
  method: 'POST' | 'PATCH'
  path: string
  body: Json
  /** Creates what the alternate key in the path names, if it is not there. */
  createIfMissing?: boolean
}

export interface GraphOptions {
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
  const { url } = options
  // What was only said to be created cannot be read.
  const read = async <T>(path: string) =>
    path.includes('<') ? undefined : ((await send(options, 'GET', path)) as T | undefined)
  return {
    url,
    read,
    readAll: async <T>(path: string) => {
      const found: T[] = []
      let next: string | undefined = path
      while (next !== undefined) {
        const page: Page<T> | undefined = await read(next)
        found.push(...(page?.value ?? []))
        const link: string | undefined = page?.['@odata.nextLink']
        next = link?.startsWith(url) === true ? link.slice(url.length) : undefined
      }
      return found
    },
    change: async <T>(
      { method, path, body, createIfMissing }: Change,
      sentence: string,
      placeholder: T,
    ) => {
      if (options.onlySay) {
        options.say(`${sentence}\n    ${method} ${path} ${JSON.stringify(body)}`)
        return placeholder
      }
      const answer = await send(options, method, path, body, createIfMissing)
      options.say(sentence)
      return (answer ?? placeholder) as T
    },
    note: options.say,
  }
}

/** @see {@link https://learn.microsoft.com/graph/paging} */
interface Page<T> {
  value: T[]
  '@odata.nextLink'?: string
}

async function send(
  { url, accessToken, pause }: GraphOptions,
  method: string,
  path: string,
  body?: Json,
  createIfMissing = false,
): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const answer = await sendRequest(url + path, {
      method,
      seconds: 30,
      maxBytes: 8 * 1024 * 1024,
      headers: {
        Authorization: `Bearer ${accessToken}`,
        'Content-Type': 'application/json',
        ...(createIfMissing && { Prefer: 'create-if-missing' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const { status, text } = answer
    if (status >= 200 && status < 300) return text === '' ? undefined : readJson(answer)
    if (method === 'GET' && status === 404) return undefined
    if (attempt === attempts || !isPassing(status, text)) throw refusal(answer, method, path)
    await pause(secondsToWait(answer, attempt) * 1000)
  }
}

function readJson({ url, text }: Answer): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const fix = 'Check what stands between this machine and Microsoft Graph, such as a proxy.'
    throw new GraphError(`${new URL(url).origin} answered something other than JSON.`, fix)
  }
}

// The directory is copied between machines: what was just created may be unknown to the next request.
function isPassing(status: number, text: string): boolean {
  const isUnknownYet = /does not reference a valid|Request_ResourceNotFound|does not exist/i.test(
    text,
  )
  return status === 429 || status >= 500 || ([400, 404].includes(status) && isUnknownYet)
}

/** @see {@link https://www.rfc-editor.org/rfc/rfc9110#field.retry-after} seconds, or a date */
function secondsToWait({ headers }: Answer, attempt: number): number {
  const asked = headers.get('retry-after') ?? ''
  const seconds = asked === '' ? NaN : Number(asked)
  const until = (Date.parse(asked) - Date.now()) / 1000
  const [wait = 2 ** attempt] = [seconds, until].filter((each) => !Number.isNaN(each))
  return Math.ceil(Math.min(Math.max(wait, 0), 60))
}

function refusal({ url, status, headers, text }: Answer, method: string, path: string): GraphError {
  const { code, message } = errorOf(text)
  const said = [code, message].filter(Boolean).join(': ')
  const [, claims] = /\bclaims="([\w+/=-]+)"/.exec(headers.get('www-authenticate') ?? '') ?? []
  if (claims !== undefined) {
    const fix = `Sign in again, with Azure CLI 2.76 or later:\n  az logout\n  az login --allow-no-subscriptions --scope ${new URL(url).origin}/.default --claims-challenge ${claims}`
    const problem = `Microsoft Graph wants a new sign-in, perhaps with a second factor. ${said}`
    return new GraphError(problem.trim(), fix, status)
  }
  if (status === 401) {
    const fix = 'Sign in again with az login, or renew GRAPH_TOKEN if you set it.'
    return new GraphError('Microsoft Graph does not accept the access token.', fix, status)
  }
  if (status === 403) {
    const fix =
      'Registrations need the role Cloud Application Administrator; consent for everybody, to permissions of Microsoft Graph, needs Privileged Role Administrator. Without it, add --no-admin-consent. A role that has to be activated (Privileged Identity Management) counts after a new az login.'
    return new GraphError(`You may not do this (${method} ${path}). ${said}`.trim(), fix, status)
  }
  const problem = /uniqueName already exists/.test(said)
    ? 'The name of the registration is taken.'
    : `Microsoft Graph answered ${status} to ${method} ${path}${said && `: ${said}`}`
  const [, fix = 'Correct it in the portal (entra.microsoft.com), and run the command again.'] =
    fixes.find(([pattern]) => pattern.test(`${status} ${text}`)) ?? []
  return new GraphError(problem, fix, status)
}

/** Graph says it with both 409 and 400, and with more than one code. */
export const conflictPattern = /already (?:exists|in use)|ObjectConflict|SameKeyValue/

const fixes: readonly [RegExp, fix: string][] = [
  [/^(?:429|5\d\d) /, 'Run the command again later.'],
  [
    conflictPattern,
    'A registration with this name was deleted less than 30 days ago. Restore it or delete it for good in the portal (App registrations → Deleted applications), and run the command again.',
  ],
]

function errorOf(text: string): { code?: string; message?: string } {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: string; message?: string } }
    return error ?? {}
  } catch {
    return {}
  }
}
