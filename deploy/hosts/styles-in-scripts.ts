import type { Plugin } from 'vite'

const isScript = /\.[jt]sx?$/
const prefix = '\0adopt:'
// Vite would treat a module whose name ends with .css as a style sheet.
const suffix = '.js'

/**
 * Puts each style sheet that a script imports into that script, as a constructed style sheet. So the hash of the script covers
 * it, a page needs no other file, and cannot lose its styles. In development, Vite treats the imports as usual.
 * @see {@link https://drafts.csswg.org/cssom/#dom-cssstylesheet-cssstylesheet}
 */
export function stylesInScripts(): Plugin {
  return {
    name: 'styles-in-scripts',
    apply: 'build',
    enforce: 'pre',
    resolveId: {
      filter: { id: /\.css$/ },
      async handler(source, importer) {
        if (!isScript.test(importer ?? '')) return undefined
        const found = await this.resolve(source, importer, { skipSelf: true })
        return found && prefix + found.id + suffix
      },
    },
    load: {
      filter: { id: new RegExp(`^${prefix}`) },
      handler(id) {
        const file = id.slice(prefix.length, -suffix.length)
        return `import css from ${JSON.stringify(`${file}?inline`)}
          const sheet = new CSSStyleSheet()
          sheet.replaceSync(css)
          document.adoptedStyleSheets.push(sheet)`
      },
    },
  }
}
