import type { Page } from 'playwright/test'

/** WCAG 2.2 SC 2.5.8, in CSS pixels. */
const smallest = 24

/**
 * Looks for what is to be clicked or tapped and is too small for it. Links within a sentence are as high as its lines, and
 * may be (the exception "inline").
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
