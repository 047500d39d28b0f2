import { createHash } from 'node:crypto'
import type { Plugin, Rolldown } from 'vite'

/**
 * Lets browsers refuse a script whose bytes are not those of the build (Subresource Integrity §3). The hash of the script in
 * a document is in its element. Those of the scripts that it imports, at once or later, are in an import map.
 * @see {@link https://html.spec.whatwg.org/multipage/webappapis.html#import-map-integrity-map}
 */
export function integrity(): Plugin {
  return {
    name: 'integrity',
    apply: 'build',
    generateBundle: {
      // When the scripts and the documents are as they will be written.
      order: 'post',
      handler(_, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type === 'asset' && file.fileName.endsWith('.html'))
            file.source = withHashes(String(file.source), bundle)
        }
      },
    },
  }
}

const moduleScript = /<script type="module"[^>]*? src="(\/[^"]*?)(assets\/[^"]+)"/

function withHashes(html: string, bundle: Rolldown.OutputBundle): string {
  return html.replace(moduleScript, (element, base: string, name: string) => {
    const marked = element.replace(' src=', ` integrity="${hashOf(name, bundle)}" src=`)
    const imported = [...importsOf(name, bundle)].filter((other) => other !== name)
    // The policy of a page for hidden frames allows no inline script, and none of these pages imports a script.
    if (imported.length === 0) return marked
    const hashes = imported.map((other) => [base + other, hashOf(other, bundle)])
    const map = JSON.stringify({ integrity: Object.fromEntries(hashes) })
    // Before the first module: afterwards a browser may ignore it.
    return `<script type="importmap">${map}</script>\n    ${marked}`
  })
}

/** The scripts that a script imports, directly or not, with that script. */
function importsOf(name: string, bundle: Rolldown.OutputBundle, found = new Set<string>()) {
  if (found.has(name)) return found
  found.add(name)
  const { imports, dynamicImports } = chunkOf(name, bundle)
  for (const other of [...imports, ...dynamicImports]) importsOf(other, bundle, found)
  return found
}

function hashOf(name: string, bundle: Rolldown.OutputBundle): string {
  return `sha256-${createHash('sha256').update(chunkOf(name, bundle).code).digest('base64')}`
}

function chunkOf(name: string, bundle: Rolldown.OutputBundle): Rolldown.OutputChunk {
  const chunk = bundle[name]
  if (chunk?.type !== 'chunk') throw new Error(`The build has no script ${name}.`)
  return chunk
}
