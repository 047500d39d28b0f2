import type { Page } from 'playwright/test'

/**
 * Translates the pages of one origin as the translator of a browser does: replaces each text node, now and later, with a
 * translation inside two `font` elements. Skips `translate="no"`.
 */
export async function translate(page: Page, origin: string): Promise<void> {
  await page.addInitScript((translated) => {
    if (location.origin !== translated) return
    const translateText = (text: Text) => {
      const around = text.parentElement
      const isKept = around?.closest('font, script, style, title, [translate="no"]')
      if (!around || isKept || text.data.trim() === '') return
      const [outer, inner] = [document.createElement('font'), document.createElement('font')]
      inner.textContent = `«${text.data}»`
      outer.append(inner)
      text.replaceWith(outer)
    }
    const translateAll = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
      const texts: Text[] = []
      while (walker.nextNode()) texts.push(walker.currentNode as Text)
      if (root instanceof Text) texts.push(root)
      for (const text of texts) translateText(text)
    }
    new MutationObserver((changes) => {
      for (const { addedNodes, target, type } of changes) {
        for (const node of type === 'childList' ? addedNodes : [target]) translateAll(node)
      }
    }).observe(document, { childList: true, characterData: true, subtree: true })
  }, origin)
}
