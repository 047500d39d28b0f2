import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin, ResolvedConfig } from 'vite'

const file = 'manifest.webmanifest'

/**
 * Replaces `%VITE_…%` and `%BASE_URL%` in the web manifest, as Vite does in index.html. In both files, the home page gets its
 * path with the base path, which only the router omits.
 * @see {@link https://vite.dev/guide/env-and-mode#html-constant-replacement}
 */
export function webManifest(): Plugin {
  let config: ResolvedConfig
  const read = async () => fillIn(await readFile(join(config.publicDir, file), 'utf8'), config)
  return {
    name: 'web-manifest',
    applyToEnvironment: ({ name }) => name === 'client',
    configResolved(resolved) {
      config = resolved
    },
    configureServer({ middlewares }) {
      middlewares.use(config.base + file, (_request, response, next) => {
        const send = (text: string) => {
          response.setHeader('Content-Type', 'application/manifest+json').end(text)
        }
        read().then(send, next)
      })
    },
    transformIndexHtml: { order: 'pre', handler: (html) => fillIn(html, config) },
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: file, source: await read() })
    },
  }
}

function fillIn(text: string, { base, env }: ResolvedConfig): string {
  const values: Readonly<Record<string, unknown>> = {
    ...env,
    VITE_HOME_PATH: base.slice(0, -1) + String(env['VITE_HOME_PATH']),
  }
  return text.replace(/%(VITE_\w+|BASE_URL)%/g, (placeholder, name: string) =>
    typeof values[name] === 'string' ? values[name] : placeholder,
  )
}
