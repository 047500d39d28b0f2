import { readFileSync } from 'node:fs'
import { startLoopbackServer } from '../server/loopback-server.ts'

/** A host of the smallest app there is: pages that load MSAL and nothing of ours. */
export interface MsalApp {
  origin: string
  close(): Promise<void>
}

/** MSAL's ready-made script, which its package ships but does not export. */
const MSAL_SCRIPTS = new URL('../../../node_modules/@azure/msal-browser/lib/', import.meta.url)

const script = (name: string) => ({
  type: 'text/javascript',
  body: readFileSync(new URL(name, MSAL_SCRIPTS)),
})
const page = (scripts: string) => ({
  type: 'text/html',
  body: `<!doctype html><html lang="en"><title>MSAL</title><p>MSAL</p>${scripts}</html>`,
})

/** Serves `/`, which loads MSAL as the global `msal`, and `/redirect.html` for hidden frames. */
export async function startMsalApp(): Promise<MsalApp> {
  const files: Record<string, { type: string; body: string | Buffer }> = {
    '/': page('<script src="/msal.js"></script>'),
    '/redirect.html': page(
      '<script src="/bridge.js"></script><script>msalRedirectBridge.broadcastResponseToMainFrame()</script>',
    ),
    '/msal.js': script('msal-browser.min.js'),
    '/bridge.js': script('redirect-bridge/msal-redirect-bridge.min.js'),
  }
  const server = await startLoopbackServer({
    name: 'test app',
    port: 0,
    portSetting: 'nothing',
    listener: (request, response) => {
      const file = files[request.url?.split('?')[0] ?? '']
      response.writeHead(file ? 200 : 404, { 'content-type': file?.type ?? 'text/plain' })
      response.end(file?.body)
    },
  })
  return { origin: server.origin, close: () => server.close() }
}
