import { askHost } from './host.ts'

// `navigator.onLine` is only a hint: behind some VPNs and virtual adapters it is false although the connection works. This
// device counts as offline when `onLine` is false and the app's own host does not respond.
let offline = false
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

// Milliseconds. If `onLine` is wrong, no `online` event follows when the connection is back.
const pollEvery = 30_000

/** Whether this device is known to be offline. False does not mean that it is online. */
export function isOffline(): boolean {
  return offline
}

/** Any response of any server proves a connection. */
export function noteResponse(): void {
  setOffline(false)
}

/**
 * Checks whether this device is offline: only if `navigator.onLine` is false, with a request to the app's own host. While
 * it is offline, repeats the check every 30 seconds.
 */
export async function checkConnection(): Promise<boolean> {
  clearTimeout(timer)
  // Undefined outside a browser.
  const browser: { onLine?: boolean } | undefined = globalThis.navigator
  setOffline(browser?.onLine === false && !(await askHost()))
  if (offline) timer = setTimeout(() => void checkConnection(), pollEvery)
  return offline
}

/** Calls the listener when {@link isOffline} changes. @returns a function that unsubscribes */
export function onConnectionChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function setOffline(next: boolean): void {
  if (next === offline) return
  offline = next
  for (const listener of listeners) listener()
}
