import type { Plugin } from 'vite'

// The names that create-react-app and vite-plugin-pwa use.
const usualNames = ['service-worker.js', 'sw.js']

const source = `// An earlier app at this address may have left a service worker, which would still show that app.
// Browsers check this file for an update of it. This version unregisters itself and reloads the pages.
addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(leave()))

async function leave() {
  await registration.unregister()
  const pages = await clients.matchAll({ type: 'window' })
  await Promise.all(pages.map((page) => page.navigate(page.url)))
}
`

/**
 * Removes the service workers of earlier apps at the same address. A missing script would not remove them. The development
 * server answers every service worker request, because all Vite projects share http://localhost:5173. A build has the usual
 * file names.
 * @see {@link https://w3c.github.io/ServiceWorker/#update-algorithm}
 */
export function formerServiceWorkers(): Plugin {
  return {
    name: 'former-service-workers',
    applyToEnvironment: ({ name }) => name === 'client',
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        if (request.headers['service-worker'] !== 'script') return next()
        response.setHeader('Content-Type', 'text/javascript').end(source)
      })
    },
    generateBundle() {
      for (const fileName of usualNames) this.emitFile({ type: 'asset', fileName, source })
    },
  }
}
