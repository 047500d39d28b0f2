import type { IncomingMessage, ServerResponse } from 'node:http'

/** Writes one JSON object per line. */
export type Log = (level: 'info' | 'error', message: string, details?: object) => void

export function createLog(write: (line: string) => void): Log {
  return (level, message, details = {}) => {
    const entry = { time: new Date().toISOString(), level, message, ...details }
    write(`${JSON.stringify(entry)}\n`)
  }
}

/**
 * Logs a request after its response: method, path, status and duration. No IP address, user name or token is logged, and an
 * unknown path becomes `other`. A date becomes `{date}`.
 */
export function logRequest(
  log: Log,
  knownPaths: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const began = performance.now()
  response.once('close', () => {
    const path = pathOf(request).replace(/\/\d{4}-\d{2}-\d{2}$/, '/{date}')
    const challenge = response.getHeader('www-authenticate')
    log('info', 'request', {
      method: request.method,
      path: knownPaths.includes(path) ? path : 'other',
      status: response.statusCode,
      milliseconds: Math.round((performance.now() - began) * 10) / 10,
      ...(response.writableFinished ? {} : { aborted: true }),
      ...(challenge === undefined ? {} : { challenge }),
    })
  })
}

export function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?')[0] ?? ''
}
