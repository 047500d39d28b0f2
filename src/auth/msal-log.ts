import { type BrowserSystemOptions, LogLevel } from '@azure/msal-browser'

/** What MSAL logs: nothing in production; in development its lines, readable, and never anything personal. */
export function msalLog(): NonNullable<BrowserSystemOptions['loggerOptions']> {
  const silent = { logLevel: LogLevel.Error, piiLoggingEnabled: false, loggerCallback: () => {} }
  if (!import.meta.env.DEV) return silent
  return {
    ...silent,
    logLevel: LogLevel.Verbose,
    loggerCallback: (level, line) => void writeReadable(level, line),
  }
}

async function writeReadable(level: LogLevel, line: string): Promise<void> {
  const { readMsalLine } = await import('./read-msal-line.ts')
  const readable = await readMsalLine(line)
  if (level === LogLevel.Error) console.error(readable)
  else if (level === LogLevel.Warning) console.warn(readable)
  // The console hides these unless it is told to show verbose lines.
  else console.debug(readable)
}
