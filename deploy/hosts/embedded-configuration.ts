import type { Config } from '../../src/config/config.ts'

// The link of the build that fetches config.json early, or the data block that has replaced it. src/app/load-config.ts reads
// the block.
const place =
  /<link rel="preload" href="[^"]*\/config\.json"[^>]*>|<script type="application\/json" id="configuration">([^]*?)<\/script>/

/**
 * Writes the configuration into a built document, so that the app need not fetch it.
 * @param html unchanged if it has neither the link of the build nor a data block: the app then fetches `config.json`
 */
export function embedConfiguration(html: string, config: Config): string {
  // A `<` could end the element (HTML Standard §4.12.1.3).
  const text = JSON.stringify(config).replaceAll('<', String.raw`\u003c`)
  const block = `<script type="application/json" id="configuration">${text}</script>`
  return html.replace(place, () => block)
}

/** @returns the text of the data block; undefined if the document has none */
export function readEmbedded(html: string): string | undefined {
  return place.exec(html)?.[1]
}
