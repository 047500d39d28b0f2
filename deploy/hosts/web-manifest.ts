import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin, ResolvedConfig } from 'vite'

const file = 'manifest.webmanifest'

/**
 * Fills the settings of `.env` into the web manifest, in the places that Vite fills in index.html: `%VITE_…%`.
 * @see {@link https://vite.dev/guide/env-and-mode#html-constant-replacement}
 */
export function webManifest(): Plugin {
  let config: ResolvedConfig
  const read = async () => fillIn(await readFile(join(config.publicDir, file), 'utf8'), config.env)
  return {
    name: 'web-manifest',
    applyToEnvironment: ({ name }) => name === 'client',
    configResolved(resolved) {
      config = resolved
    },
    configureServer({ middlewares }) {
      middlewares.use(`/${file}`, (_request, response, next) => {
        const send = (text: string) => {
          response.setHeader('Content-Type', 'application/manifest+json').end(text)
        }
        read().then(send, next)
      })
    },
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: file, source: await read() })
    },
  }
}

function fillIn(text: string, env: Readonly<Record<string, unknown>>): string {
  return text.replace(/%(VITE_\w+)%/g, (placeholder, name: string) =>
    typeof env[name] === 'string' ? env[name] : placeholder,
  )
}
