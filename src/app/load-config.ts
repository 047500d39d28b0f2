import { ownPath } from '../config/app.ts'
import { acceptConfig, type Config, ConfigError } from '../config/config.ts'
import { ConfigUnreachableError } from '../errors/app-errors.ts'
import { refreshScripts } from '../http/host.ts'
import { isUnavailable, TimeoutError } from '../http/http-errors.ts'
import { requestJson } from '../http/request.ts'

/**
 * Reads the configuration: from the data block of index.html if `npm run configure` has written one, otherwise from
 * `/config.json`.
 * @throws {ConfigError} when it is missing, not JSON, or invalid; with every fault
 * @throws {ConfigUnreachableError} when the app's own host does not respond, or responds that it is busy or broken
 */
export async function loadConfig(): Promise<Config> {
  const block = document.getElementById('configuration')?.textContent
  const value = block === undefined ? await fetchConfig() : parseBlock(block)
  return acceptConfig(value) ?? explainFaults(value)
}

// Most hosts have the data block, and most configurations are valid: the rest of this module loads when it is needed.

async function fetchConfig(): Promise<unknown> {
  const file = await import('./config-file.ts')
  return file.fetchConfig()
}

async function explainFaults(value: unknown): Promise<Config> {
  const { parseConfig } = await import('../config/parse-config.ts')
  return parseConfig(value)
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
 * Reloads the page with the newest configuration and scripts. The cached ones may be the cause of the error.
 * @throws {ConfigUnreachableError} when the host is still down: a reload would end on the browser's own error page
 */
export async function reload(): Promise<void> {
  try {
    await requestJson(ownPath('/config.json'), { cache: 'reload', timeout: 2_000 })
  } catch (error) {
    const isDown = isUnavailable(error) && !(error instanceof TimeoutError)
    if (isDown) throw new ConfigUnreachableError(error)
  }
  await refreshScripts()
  location.reload()
}
