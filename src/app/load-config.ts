import { acceptConfig, type Config } from '../config/config.ts'
import { getJson } from '../http/get-json.ts'
import { HttpStatusError, UnreadableAnswerError } from '../http/http-errors.ts'
import { ConfigUnreachableError } from './failure/app-errors.ts'

/**
 * Fetches and reads `/config.json`. The words for what may be wrong with it are loaded when something is.
 * @throws {ConfigError} when it is missing, not JSON, or wrong; with every fault
 * @throws {ConfigUnreachableError} when the app's own host does not answer, or only that it cannot
 */
export async function loadConfig(): Promise<Config> {
  const value = await fetchConfig()
  const config = acceptConfig(value)
  if (config) return config
  const { parseConfig } = await import('./config-file-errors.ts')
  return parseConfig(value)
}

/** Gets what the host has now for the next page, which would take it from the cache; waits for that only a moment. */
export async function renewConfig(): Promise<void> {
  await getJson('/config.json', { cache: 'reload', timeout: 2_000 }).catch(() => undefined)
}

async function fetchConfig(): Promise<unknown> {
  try {
    // The document preloads it and the host says how long it stays fresh: `default` uses both.
    return await getJson('/config.json', { cache: 'default' })
  } catch (error) {
    if (isAnswer(error)) {
      const { configFileError } = await import('./config-file-errors.ts')
      throw configFileError(error)
    }
    throw new ConfigUnreachableError(error)
  }
}

// The host did answer, though not with the file.
function isAnswer(error: unknown): error is HttpStatusError | UnreadableAnswerError {
  if (error instanceof HttpStatusError) return error.status < 500
  return error instanceof UnreadableAnswerError
}
