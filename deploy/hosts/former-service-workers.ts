import type { Plugin } from 'vite'

// The names that create-react-app and vite-plugin-pwa give to theirs.
const usualNames = ['service-worker.js', 'sw.js']

const source = `// An earlier app at this address may have left a service worker, which would go on showing that app.
// Browsers look here for a newer version of it: this one removes itself, and shows what is here now.
addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(leave()))

async function leave() {
  await registration.unregister()
  const pages = await clients.matchAll({ type: 'window' })
  await Promise.all(pages.map((page) => page.navigate(page.url)))
}
`

/**
 * Removes the service workers of earlier apps at the same address. That no script is there any more does not remove one. In
 * development every such script is answered, because each Vite project begins at http://localhost:5173; a build has the
 * usual names.
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
