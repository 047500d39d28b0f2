/** Where a browser ended up: on a page of the identity provider, or on its way to an app. */
export interface Visit {
  url: string
  /** Address of the app that the browser was sent to; undefined on a page. */
  left: URL | undefined
  status: number
  headers: Headers
  html: string
}

/** As much of a browser as a sign-in page needs: cookies, redirects, buttons. */
export interface HttpBrowser {
  open(url: string | URL): Promise<Visit>
  /** Presses a button of the page, which is named by its name and value. */
  press(visit: Visit, button: { name: string; value: string }): Promise<Visit>
  post(url: string, form: Record<string, string> | [string, string][]): Promise<Visit>
  addCookies(cookies: { name: string; value: string }[]): Promise<void>
  cookies(): string[]
}

const REDIRECT_LIMIT = 10

/** @param home origin of the identity provider: redirects are followed as long as they stay there */
export function createHttpBrowser(home: string): HttpBrowser {
  const jar = new Map<string, { name: string; value: string; path: string }>()

  const remember = (headers: Headers) => {
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(/; */)
      const [name = '', value = ''] = pair.split('=')
      const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/'
      if (value === '') jar.delete(`${path} ${name}`)
      else jar.set(`${path} ${name}`, { name, value, path })
    }
  }
  const cookieHeader = (url: URL) =>
    [...jar.values()]
      .filter(({ path }) => url.pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')

  const request = async (url: URL, init: RequestInit, redirects = 0): Promise<Visit> => {
    const headers = { cookie: cookieHeader(url) }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    remember(response.headers)
    const location = response.headers.get('location')
    const html = await response.text()
    const visit = { url: url.href, status: response.status, headers: response.headers, html }
    if (location === null) return { ...visit, left: undefined }
    const next = new URL(location, url)
    if (next.origin !== home) return { ...visit, left: next }
    if (redirects === REDIRECT_LIMIT) throw new Error(`too many redirects, last to ${next.href}`)
    return request(next, { method: 'GET' }, redirects + 1)
  }

  const post = (url: string, form: Record<string, string> | [string, string][]) =>
    request(new URL(url), { method: 'POST', body: new URLSearchParams(form) })

  return {
    open: (url) => request(new URL(url), { method: 'GET' }),
    post,
    press: (visit, { name, value }) => {
      if (!visit.html.includes(`name="${name}" value="${value}"`)) {
        throw new Error(`${visit.url} has no button ${name}=${value}:\n${visit.html}`)
      }
      return post(visit.url, { [name]: value })
    },
    addCookies: (cookies) => {
      for (const { name, value } of cookies) jar.set(`/ ${name}`, { name, value, path: '/' })
      return Promise.resolve()
    },
    cookies: () => [...jar.values()].map(({ name }) => name),
  }
}
