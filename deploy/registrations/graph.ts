import { FaultError } from '../../command-line/fault.ts'
import { type HttpResponse, sendRequest } from '../../command-line/http.ts'

/** A refusal of Microsoft Graph. The message is for the user. */
export class GraphError extends FaultError {
  /** Of the response; undefined without a request. */
  readonly status: number | undefined

  constructor(problem: string, fix: string, status?: number) {
    super([{ key: '', problem, fix }])
    this.status = status
  }
}

type Json = Record<string, unknown>

/** The requests that registrations need. */
export interface Graph {
  /** e.g. `https://graph.microsoft.com/v1.0` */
  url: string
  /** @returns the object, or undefined when it does not exist */
  read: <T>(path: string) => Promise<T | undefined>
  /** @returns all pages of a list; empty when it does not exist */
  readAll: <T>(path: string) => Promise<T[]>
  /**
   * Sends a change, or only prints it in a dry run.
   * @param sentence describes the change to the user
   * @param placeholder the result in a dry run
   */
  change: <T>(change: Change, sentence: string, placeholder: T) => Promise<T>
  /** Prints what exists already. */
  note: (sentence: string) => void
}

export interface Change {
  method: 'POST' | 'PATCH'
  path: string
  body: Json
  /** Whether to create the object of the alternate key in the path if it does not exist. */
  createIfMissing?: boolean
}

export interface GraphOptions {
  url: string
  accessToken: string
  /** Whether to print changes instead of sending them. */
  dryRun: boolean
  say: (sentence: string) => void
  /** Waits between attempts. Tests do not wait. */
  pause: (milliseconds: number) => Promise<void>
}

const attempts = 5

/** @see {@link https://learn.microsoft.com/graph/use-the-api} */
export function createGraph(options: GraphOptions): Graph {
  const { url } = options
  // A placeholder of a dry run cannot be read.
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
      if (options.dryRun) {
        options.say(`${sentence}\n    ${method} ${path} ${JSON.stringify(body)}`)
        return placeholder
      }
      const response = await send(options, method, path, body, createIfMissing)
      options.say(sentence)
      return (response ?? placeholder) as T
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
    const response = await sendRequest(url + path, {
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
    const { status, text } = response
    if (status >= 200 && status < 300) return text === '' ? undefined : readJson(response)
    if (method === 'GET' && status === 404) return undefined
    if (attempt === attempts || !isPassing(status, text)) throw refusal(response, method, path)
    await pause(secondsToWait(response, attempt) * 1000)
  }
}

function readJson({ url, text }: HttpResponse): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const fix = 'Check for a proxy between this machine and Microsoft Graph.'
    throw new GraphError(`${new URL(url).origin} did not return JSON.`, fix)
  }
}

// The directory is replicated: the next request may not find what was just created.
function isPassing(status: number, text: string): boolean {
  const isUnknownYet = /does not reference a valid|Request_ResourceNotFound|does not exist/i.test(
    text,
  )
  return status === 429 || status >= 500 || ([400, 404].includes(status) && isUnknownYet)
}

/** `Retry-After` is seconds or a date ({@link https://www.rfc-editor.org/rfc/rfc9110#field.retry-after}). */
function secondsToWait({ headers }: HttpResponse, attempt: number): number {
  const asked = headers.get('retry-after') ?? ''
  const seconds = asked === '' ? NaN : Number(asked)
  const until = (Date.parse(asked) - Date.now()) / 1000
  const [wait = 2 ** attempt] = [seconds, until].filter((each) => !Number.isNaN(each))
  return Math.ceil(Math.min(Math.max(wait, 0), 60))
}

function refusal(
  { url, status, headers, text }: HttpResponse,
  method: string,
  path: string,
): GraphError {
  const { code, message } = errorOf(text)
  const said = [code, message].filter(Boolean).join(': ')
  const [, claims] = /\bclaims="([\w+/=-]+)"/.exec(headers.get('www-authenticate') ?? '') ?? []
  if (claims !== undefined) {
    const fix = `Sign in again, with Azure CLI 2.76 or later:\n  az logout\n  az login --allow-no-subscriptions --scope ${new URL(url).origin}/.default --claims-challenge ${claims}`
    const problem = `Microsoft Graph requires a new sign-in, possibly with a second factor. ${said}`
    return new GraphError(problem.trim(), fix, status)
  }
  if (status === 401) {
    const fix = 'Sign in again with az login, or get a new GRAPH_TOKEN if you set it.'
    return new GraphError('Microsoft Graph does not accept the access token.', fix, status)
  }
  if (status === 403) {
    const fix =
      'Registrations need the role Cloud Application Administrator. Admin consent to permissions of Microsoft Graph needs Privileged Role Administrator; without that role, add --no-admin-consent. After you activate a role (Privileged Identity Management), sign in again with az login.'
    return new GraphError(
      `You do not have permission for ${method} ${path}. ${said}`.trim(),
      fix,
      status,
    )
  }
  const problem = /uniqueName already exists/.test(said)
    ? 'The unique name of the registration is taken.'
    : `Microsoft Graph returned ${status} for ${method} ${path}${said && `: ${said}`}`
  const [, fix = 'Correct it in the portal (entra.microsoft.com), and run the command again.'] =
    fixes.find(([pattern]) => pattern.test(`${status} ${text}`)) ?? []
  return new GraphError(problem, fix, status)
}

/** Graph uses both 409 and 400 for a conflict, with several codes. */
export const conflictPattern = /already (?:exists|in use)|ObjectConflict|SameKeyValue/

const fixes: readonly [RegExp, fix: string][] = [
  [/^(?:429|5\d\d) /, 'Run the command again later.'],
  [
    conflictPattern,
    'A registration with this name was deleted less than 30 days ago. Restore it or delete it permanently in the portal (App registrations → Deleted applications), and run the command again.',
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
