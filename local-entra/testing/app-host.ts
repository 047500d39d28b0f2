import { readFileSync } from 'node:fs'
import { startLoopbackServer } from '../server/loopback-server.ts'

/** A host of the smallest apps there are: pages that load one client library and nothing of ours. */
export interface AppHost {
  origin: string
  close(): Promise<void>
}

/** Ready-made scripts, some of which their packages ship but do not export. */
const PACKAGES = new URL('../../node_modules/', import.meta.url)
const script = (path: string) => ({
  type: 'text/javascript',
  body: readFileSync(new URL(path, PACKAGES)),
})
const page = (scripts: string) => ({
  type: 'text/html',
  body: `<!doctype html><html lang="en"><title>App</title><p>An app</p>${scripts}</html>`,
})

const FILES: Record<string, () => { type: string; body: string | Buffer }> = {
  '/': () => page('<script src="/msal.js"></script><script src="/oidc.js"></script>'),
  '/redirect.html': () =>
    page(
      '<script src="/bridge.js"></script><script>msalRedirectBridge.broadcastResponseToMainFrame()</script>',
    ),
  '/msal.js': () => script('@azure/msal-browser/lib/msal-browser.min.js'),
  '/bridge.js': () => script('@azure/msal-browser/lib/redirect-bridge/msal-redirect-bridge.min.js'),
  '/oidc.js': () => script('oidc-client-ts/dist/browser/oidc-client-ts.min.js'),
}

/** Serves `/`, with the globals `msal` and `oidc`, and `/redirect.html` for MSAL's hidden frames. */
export async function startAppHost(): Promise<AppHost> {
  const server = await startLoopbackServer({
    name: 'test app',
    port: 0,
    portSetting: 'nothing',
    listener: (request, response) => {
      const file = FILES[request.url?.split('?')[0] ?? '']?.()
      response.writeHead(file ? 200 : 404, { 'content-type': file?.type ?? 'text/plain' })
      response.end(file?.body)
    },
  })
  return { origin: server.origin, close: () => server.close() }
}
