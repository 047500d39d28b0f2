/**
 * What the document shows: the public page, the app (its skeleton until React renders), or the message that the app could
 * not be loaded. It stands in `data-page`, where index.html decides it before any script has come.
 */
export type Page = 'landing' | 'app' | 'stopped'

const { dataset } = document.documentElement

export function isShown(page: Page): boolean {
  return dataset['page'] === page
}

export function show(page: Page): void {
  dataset['page'] = page
}
