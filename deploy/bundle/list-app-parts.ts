import type { Plugin, Rolldown } from 'vite'

const place = '<!-- parts of the app -->'

/**
 * Names the files that the app consists of in index.html, as links that do nothing yet. The script beside them brings them
 * to life where the app is wanted: all of it then comes at once, not each part after the one that asks for it.
 * @param modules the modules that are loaded on the way to the first page, the most urgent first
 * @param later modules that this page asks for in the end; they are worth having in the cache before that
 */
export function listAppParts(modules: readonly string[], later: readonly string[]): Plugin {
  return {
    name: 'list-app-parts',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { path, bundle = {} }) {
        if (path !== '/index.html') return html
        if (!html.includes(place)) throw new Error(`index.html has no ${place}`)
        const files = new Set(modules.flatMap((module) => filesOf(module, bundle)))
        const laterFiles = new Set(later.flatMap((module) => filesOf(module, bundle)))
        const links = [
          ...[...files].map(link),
          ...[...laterFiles].filter((file) => !files.has(file)).map(laterLink),
        ]
        return html.replace(place, links.join('\n    '))
      },
    },
  }
}

/** A chunk, what it imports, and its styles. */
function filesOf(module: string, bundle: Rolldown.OutputBundle): string[] {
  const chunk = Object.values(bundle).find(
    (output) => output.type === 'chunk' && output.facadeModuleId?.endsWith(module),
  )
  if (chunk?.type !== 'chunk') throw new Error(`No chunk of the build begins with ${module}.`)
  // The script of the document itself is not among what is still to come.
  const imports = chunk.imports.filter((file) => !isEntry(bundle[file]))
  return [chunk.fileName, ...imports, ...(chunk.viteMetadata?.importedCss ?? [])]
}

function isEntry(output: Rolldown.OutputBundle[string] | undefined): boolean {
  return output?.type === 'chunk' && output.isEntry
}

function link(file: string): string {
  // Vite asks for styles with `crossorigin`; a preload without it would be another request.
  const use = file.endsWith('.css')
    ? `data-part="preload" as="style" crossorigin`
    : `data-part="modulepreload"`
  return `<link ${use} href="/${file}" />`
}

function laterLink(file: string): string {
  return `<link data-later href="/${file}" />`
}
