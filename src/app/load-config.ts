import { ownPath } from '../config/app.ts'
import { type Config, ConfigError, parseConfig } from '../config/config.ts'
import { requestJson } from '../http/request.ts'
import { HttpStatusError, TimeoutError, UnreadableAnswerError } from '../http/http-errors.ts'
import { ConfigUnreachableError } from '../errors/app-errors.ts'

const url = ownPath('/config.json')

/**
 * Fetches and reads `/config.json`.
 * @throws {ConfigError} when it is missing, not JSON, or wrong; with every fault
 * @throws {ConfigUnreachableError} when the app's own host does not answer, or only that it cannot
 */
export async function loadConfig(): Promise<Config> {
  return parseConfig(await fetchConfig())
}

/**
 * Loads the page again, with the newest configuration: the one in the cache may be the fault.
 * @throws {ConfigUnreachableError} when the host is still down: the browser's own error page would take the place of this one
 */
export async function reload(): Promise<void> {
  try {
    await requestJson(url, { cache: 'reload', timeout: 2_000 })
  } catch (error) {
    const problem = toConfigError(error)
    const isDown = problem instanceof ConfigUnreachableError && !(error instanceof TimeoutError)
    if (isDown) throw problem
  }
  location.reload()
}

async function fetchConfig(): Promise<unknown> {
  try {
    // The document preloads it and the host says how long it stays fresh: `default` uses both.
    return await requestJson(url, { cache: 'default' })
  } catch (error) {
    throw toConfigError(error)
  }
}

function toConfigError(error: unknown): ConfigError | ConfigUnreachableError {
  if (error instanceof UnreadableAnswerError) return unreadable(error)
  const isMissing = error instanceof HttpStatusError && !error.isPassing && !error.passesSoon
  return isMissing ? missing(error) : new ConfigUnreachableError(error)
}

function missing({ status }: HttpStatusError): ConfigError {
  const problem = `could not be read: the host answered ${status}.`
  return new ConfigError([{ key: '', problem, fix: 'Put a config.json beside index.html.' }])
}

function unreadable({ because, problem }: UnreadableAnswerError): ConfigError {
  const fix =
    because === 'content-type'
      ? `Put a config.json beside index.html, and let the host send it as application/json. A page in its place means that the host falls back to index.html: exclude ${url} from that.`
      : 'Correct it: usually an extra comma, a missing quote, or a file that is not saved as UTF-8.'
  return new ConfigError([
    {
      key: '',
      problem: because === 'not-json' ? 'is not JSON.' : `cannot be used: ${problem}.`,
      fix,
    },
  ])
}
