/** Acts once the browser has nothing better to do, and after two seconds at the latest. */
export function whenIdle(act: () => void): void {
  // A page that paints nothing new may never be told that it is idle; and not every browser tells.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(() => act(), { timeout: 2_000 })
  else setTimeout(act)
}
