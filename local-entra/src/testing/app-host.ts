import { readFileSync } from 'node:fs'
import type { Certificate } from '../server/certificate.ts'
import { startLoopbackServer } from '../server/loopback-server.ts'

/** A server of minimal apps: pages that load a client library and nothing else. */
export interface AppHost {
  origin: string
  close(): Promise<void>
}

/** The scripts of the client libraries. Their packages do not export all of them. */
const PACKAGES = new URL('../../../node_modules/', import.meta.url)
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

/**
 * Serves `/`, with the globals `msal` and `oidc`, and `/redirect.html` for the hidden frames of MSAL.
 * @param certificate for https; plain http by default
 */
export async function startAppHost(certificate?: Certificate): Promise<AppHost> {
  const server = await startLoopbackServer({
    name: 'test app',
    port: 0,
    portSetting: 'nothing',
    certificate,
    listener: (request, response) => {
      const file = FILES[request.url?.split('?')[0] ?? '']?.()
      response.writeHead(file ? 200 : 404, { 'content-type': file?.type ?? 'text/plain' })
      response.end(file?.body)
    },
  })
  return { origin: server.origin, close: () => server.close() }
}
