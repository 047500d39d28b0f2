import type { IncomingHttpHeaders } from 'node:http'
import type { HtmlTagDescriptor } from 'vite'

// The identity provider and the API listen on this machine alone, and the app knows them as localhost. A browser on another
// machine, or one that opens the app through a tunnel, takes localhost for its own machine: signing in would end there in a
// refused connection.

/**
 * @returns host and port by which the browser knows the page that sent a request: a tunnel shows its own name in `Referer`
 * and `X-Forwarded-Host` only
 */
export function pageHostOf({ referer, host, ...headers }: IncomingHttpHeaders): string {
  if (referer !== undefined && URL.canParse(referer)) return new URL(referer).host
  const forwarded = headers['x-forwarded-host']
  return (typeof forwarded === 'string' ? forwarded.split(',')[0]?.trim() : undefined) ?? host ?? ''
}

/**
 * What to do about it, for the terminal.
 * @param host by which the app was opened
 * @param ports of the app, the identity provider and the API
 */
export function describeForwarding(host: string, ports: readonly number[]): string {
  const forwards = ports.map((port) => `-L ${port}:localhost:${port}`).join(' ')
  return `  The app was opened as ${host}. Signing in works only as http://localhost:${ports[0]}:
  forward the ports ${ports.join(', ')} to the same ports of the browser's machine.
  With VS Code, connect to this machine and let it forward them; with SSH: ssh ${forwards} <this machine>`
}

/**
 * The same for the page, which alone knows by which name it was opened.
 * @param ports of the app, the identity provider and the API
 */
export function elsewhereNotice(ports: readonly number[]): HtmlTagDescriptor {
  const text = `Signing in works only as http://localhost:${ports[0]}. Forward the ports ${ports.join(', ')} of the development machine to the same ports of this one.`
  return {
    tag: 'script',
    injectTo: 'body-prepend',
    children: `if (!/^(localhost|127\\.0\\.0\\.1|\\[::1\\])$/.test(location.hostname)) {
  const notice = document.createElement('p')
  notice.role = 'alert'
  notice.textContent = ${JSON.stringify(text)}
  notice.style.cssText = 'margin: 0; padding: 0.75rem 1rem; background: #8a1c1c; color: #fff'
  document.body.prepend(notice)
}`,
  }
}
