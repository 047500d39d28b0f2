/** @see {@link https://www.w3.org/TR/webdriver2/#elements} */
const elementKey = 'element-6066-11e4-a52e-4f735466cecf'

type Json = Record<string, unknown>

/** A session of W3C WebDriver: one browser with a profile of its own. */
export interface Session {
  /** The capabilities of the browser. */
  capabilities: Json
  /** @returns the handle of a new tab */
  newTab: () => Promise<string>
  /** Sends a command to a tab. */
  send: (tab: string, method: 'GET' | 'POST', path: string, body?: Json) => Promise<unknown>
  close: () => Promise<void>
}

/**
 * Starts a session.
 * @param driver the origin of the driver
 * @throws what the driver responds with
 */
export async function startSession(driver: string, alwaysMatch: Json): Promise<Session> {
  const body = { capabilities: { alwaysMatch } }
  const started = (await call(`${driver}/session`, 'POST', body)) as Json
  const session = `${driver}/session/${String(started['sessionId'])}`
  // A command goes to the current tab, so only one may run at a time.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(command: () => Promise<T>): Promise<T> => {
    const next = last.then(command, command)
    last = next
    return next
  }
  return {
    capabilities: started['capabilities'] as Json,
    newTab: () =>
      inTurn(async () => {
        const opened = (await call(`${session}/window/new`, 'POST', { type: 'tab' })) as Json
        return String(opened['handle'])
      }),
    send: (handle, method, path, parameters) =>
      inTurn(async () => {
        await call(`${session}/window`, 'POST', { handle })
        return call(session + path, method, parameters)
      }),
    close: () =>
      inTurn(async () => {
        await call(session, 'DELETE')
      }),
  }
}

/** @returns the id of an element that a script returned, or undefined for anything else */
export function elementOf(value: unknown): string | undefined {
  return (value as Json | null)?.[elementKey] as string | undefined
}

async function call(url: string, method: string, body?: Json): Promise<unknown> {
  // The driver wants a body with every POST.
  const content = method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}
  const response = await fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json', Connection: 'close' },
    signal: AbortSignal.timeout(10_000),
    ...content,
  })
  const { value } = (await response.json()) as { value: unknown }
  if (response.ok) return value
  const { error, message } = value as Json
  throw new Error(`${method} ${url}: ${String(error)}: ${String(message)}`)
}
