/** Whether the app's own host answers at all. */
export async function isHostUp(): Promise<boolean> {
  try {
    const { ok } = await fetch('/', {
      method: 'HEAD',
      cache: 'no-store',
      signal: AbortSignal.timeout(5_000),
    })
    return ok
  } catch {
    return false
  }
}
