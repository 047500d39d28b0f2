import type { Page } from 'playwright/test'

/** In CSS pixels: WCAG 2.2 SC 2.5.8. */
const smallest = 24

/**
 * Finds click targets that are too small. Links within a sentence may be as high as its lines (exception "Inline").
 * @returns one line per target that is too small
 */
export async function findSmallTargets(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const targets = document.querySelectorAll<HTMLElement>('a, button, input, select, summary')
    return [...targets]
      .filter((target) => target.checkVisibility())
      .filter((target) => getComputedStyle(target).display !== 'inline')
      .map((target) => ({ target, box: target.getBoundingClientRect() }))
      .filter(({ box }) => Math.min(box.width, box.height) < least)
      .map(({ target, box }) => `${target.outerHTML.slice(0, 80)}: ${box.width} × ${box.height}`)
  }, smallest)
}
