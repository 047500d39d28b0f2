import type { Certificate } from '../server/certificate.ts'
import { fetchTrusting } from '../server/trust.ts'

/** The result of a navigation: a page of the identity provider, or a redirect to an app. */
export interface Visit {
  url: string
  /** The address of the app after a redirect to it; undefined on a page. */
  left: URL | undefined
  status: number
  headers: Headers
  html: string
}

/** What the sign-in page needs of a browser: cookies, redirects, buttons. */
export interface HttpBrowser {
  open(url: string | URL): Promise<Visit>
  /** Presses the button with a name and a value. */
  press(visit: Visit, button: { name: string; value: string }): Promise<Visit>
  /** Does what the script of a page with a form does, such as that of `form_post`. */
  submit(visit: Visit): Promise<Visit>
  post(url: string, form: Record<string, string> | [string, string][]): Promise<Visit>
  addCookies(cookies: { name: string; value: string }[]): Promise<void>
  cookies(): string[]
}

const REDIRECT_LIMIT = 10

/**
 * @param homes origin of the identity provider, and of apps that run; redirects to other origins are not followed
 * @param certificate is trusted
 */
export function createHttpBrowser(
  homes: string | string[],
  certificate?: Certificate,
): HttpBrowser {
  const [secure, plain] = [fetchTrusting(certificate), fetchTrusting(undefined)]
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
    const response = await (url.protocol === 'https:' ? secure : plain)(url, { ...init, headers })
    remember(response.headers)
    const location = response.headers.get('location')
    const html = await response.text()
    const visit = { url: url.href, status: response.status, headers: response.headers, html }
    if (location === null) return { ...visit, left: undefined }
    const next = new URL(location, url)
    if (![homes].flat().includes(next.origin)) return { ...visit, left: next }
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
    submit: ({ html, url }) => {
      const [, action = url] = /<form method="post" action="([^"]+)"/.exec(html) ?? []
      const inputs = html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)
      const form = [...inputs].map(([, name = '', value = '']): [string, string] => [
        name,
        unescaped(value),
      ])
      return post(unescaped(action), form)
    },
    addCookies: (cookies) => {
      for (const { name, value } of cookies) jar.set(`/ ${name}`, { name, value, path: '/' })
      return Promise.resolve()
    },
    cookies: () => [...jar.values()].map(({ name }) => name),
  }
}

const CHARACTERS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** The text of an attribute as `hono/html` writes it. */
function unescaped(attribute: string): string {
  return attribute.replaceAll(/&([^;]+);/g, (all, name: string) => CHARACTERS[name] ?? all)
}
