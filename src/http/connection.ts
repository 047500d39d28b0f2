import { askHost } from './host.ts'

// `navigator.onLine` is only a hint: behind some VPNs and virtual adapters it is false though everything works. So this device
// counts as offline when the browser says so and not even the app's own host answers.
let isCut = false
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

// Milliseconds. Where the hint is wrong, no event says that the connection is back.
const pollEvery = 30_000

/** Whether this device is known to have no connection. The opposite is never known. */
export function isOffline(): boolean {
  return isCut
}

/** An answer came, from any server: whatever it says, it proves a connection. */
export function noteAnswer(): void {
  setCut(false)
}

/**
 * Finds out whether this device is offline: asks the app's own host if the browser says so, and nobody otherwise. While it is,
 * the host is asked again from time to time.
 */
export async function checkConnection(): Promise<boolean> {
  clearTimeout(timer)
  // Outside of a browser nothing says so.
  const browser: { onLine?: boolean } | undefined = globalThis.navigator
  setCut(browser?.onLine === false && !(await askHost()))
  if (isCut) timer = setTimeout(() => void checkConnection(), pollEvery)
  return isCut
}

/** Calls the listener when {@link isOffline} changes; returns how to stop. */
export function onConnectionChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function setCut(next: boolean): void {
  if (next === isCut) return
  isCut = next
  for (const listener of listeners) listener()
}
