import { NetworkError } from './http-errors.ts'

/**
 * The time by the clock of the app's own host, for when this device's clock is in doubt.
 * @returns seconds since 1970
 * @throws {NetworkError} when the host cannot be reached or does not say (RFC 9110 §6.6.1)
 */
export async function getServerTime(): Promise<number> {
  const url = '/config.json'
  try {
    const signal = AbortSignal.timeout(10_000)
    const { headers } = await fetch(url, { method: 'HEAD', cache: 'no-store', signal })
    const time = Date.parse(headers.get('Date') ?? '')
    if (Number.isNaN(time)) throw new Error('The answer has no date.')
    return time / 1000
  } catch (cause) {
    throw new NetworkError(url, cause)
  }
}
