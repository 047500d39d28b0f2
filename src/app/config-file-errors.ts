import { ConfigError } from '../config/parse-config.ts'
import { HttpStatusError, type UnreadableAnswerError } from '../http/http-errors.ts'

export { parseConfig } from '../config/parse-config.ts'

/** @returns what to say when the answer to `/config.json` was not that file */
export function configFileError(error: HttpStatusError | UnreadableAnswerError): ConfigError {
  return error instanceof HttpStatusError ? missing(error.status) : unreadable(error)
}

function missing(status: number): ConfigError {
  const problem = `could not be read: the host answered ${status}.`
  return new ConfigError([{ key: '', problem, fix: 'Put a config.json beside index.html.' }])
}

function unreadable({ because, problem }: UnreadableAnswerError): ConfigError {
  const fix =
    because === 'content-type'
      ? 'Put a config.json beside index.html, and let the host send it as application/json. A page in its place means that the host falls back to index.html: exclude /config.json from that.'
      : 'Correct it: a comma too many and a missing quote are the usual causes.'
  return new ConfigError([
    { key: '', problem: because === 'not-json' ? 'is not JSON.' : `is no use: ${problem}.`, fix },
  ])
}
