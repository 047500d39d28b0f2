import { ownPath } from '../config/app.ts'
import { type Config, ConfigError, parseConfig } from '../config/config.ts'
import { requestJson } from '../http/request.ts'
import { HttpStatusError, TimeoutError, UnreadableResponseError } from '../http/http-errors.ts'
import { ConfigUnreachableError } from '../errors/app-errors.ts'

const url = ownPath('/config.json')

/**
 * Reads the configuration: from the data block of index.html if `npm run configure` has written one, otherwise from
 * `/config.json`.
 * @throws {ConfigError} when it is missing, not JSON, or invalid; with every fault
 * @throws {ConfigUnreachableError} when the app's own host does not respond, or responds that it is busy or broken
 */
export async function loadConfig(): Promise<Config> {
  const block = document.getElementById('configuration')?.textContent
  return parseConfig(block === undefined ? await fetchConfig() : parseBlock(block))
}

function parseBlock(block: string): unknown {
  try {
    return JSON.parse(block)
  } catch {
    const fix = 'Run `npm run configure` again: it writes the data block of index.html.'
    throw new ConfigError([{ key: '', problem: 'is not JSON.', fix }])
  }
}

/**
 * Reloads the page with the newest configuration. The cached one may be the cause of the error.
 * @throws {ConfigUnreachableError} when the host is still down: a reload would end on the browser's own error page
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
    // `default` uses the preload in index.html, and the host's `Cache-Control`.
    return await requestJson(url, { cache: 'default' })
  } catch (error) {
    throw toConfigError(error)
  }
}

function toConfigError(error: unknown): ConfigError | ConfigUnreachableError {
  if (error instanceof UnreadableResponseError) return unreadable(error)
  const isMissing = error instanceof HttpStatusError && !error.isPassing && !error.passesSoon
  return isMissing ? missing(error) : new ConfigUnreachableError(error)
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
