import { ownPath } from '../config/app.ts'
import { ConfigError } from '../config/config.ts'
import { ConfigUnreachableError } from '../errors/app-errors.ts'
import { HttpStatusError, isUnavailable, UnreadableResponseError } from '../http/http-errors.ts'
import { requestJson } from '../http/request.ts'

const url = ownPath('/config.json')

/**
 * Fetches `/config.json`, for an index.html that does not contain the configuration.
 * @throws {ConfigError} when it is missing or not JSON
 * @throws {ConfigUnreachableError} when the app's own host does not respond, or responds that it is busy or broken
 */
export async function fetchConfig(): Promise<unknown> {
  try {
    // `default` uses the preload in index.html, and the host's `Cache-Control`.
    return await requestJson(url, { cache: 'default' })
  } catch (error) {
    throw toConfigError(error)
  }
}

function toConfigError(error: unknown): unknown {
  if (error instanceof UnreadableResponseError) return unreadable(error)
  if (isUnavailable(error)) return new ConfigUnreachableError(error)
  return error instanceof HttpStatusError ? missing(error) : error
}

function missing({ status }: HttpStatusError): ConfigError {
  const problem = `could not be read: the host responded with ${status}.`
  return new ConfigError([{ key: '', problem, fix: 'Put a config.json next to index.html.' }])
}

function unreadable({ reason, problem }: UnreadableResponseError): ConfigError {
  const fix =
    reason === 'content-type'
      ? `Put a config.json next to index.html, and set up the host to send it as application/json. If the host sends a web page instead, it falls back to index.html: exclude ${url} from that fallback.`
      : 'Correct the file. Usual causes: an extra comma, a missing quote, or an encoding other than UTF-8.'
  return new ConfigError([
    {
      key: '',
      problem: reason === 'not-json' ? 'is not JSON.' : `cannot be used: ${problem}.`,
      fix,
    },
  ])
}
