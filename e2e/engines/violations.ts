import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Amend, startServer } from '../../command-line/testing/servers.ts'

/**
 * Collects the violations that browsers report. WebKitWebDriver tells of none, and every engine sends these reports.
 * @see {@link https://www.w3.org/TR/CSP3/#deprecated-serialize-violation}
 */
export interface Violations {
  /** Directive, blocked URL and document of each violation so far. */
  list: () => string[]
  clear: () => void
  /** Adds the address of the reports to a policy. */
  report: (policy: string) => string
  close: () => Promise<void>
}

export async function collectViolations(): Promise<Violations> {
  let found: string[] = []
  const server = await startServer((request, response) => {
    response.writeHead(204).end()
    text(request).then(
      (body) => found.push(describe(body)),
      () => undefined,
    )
  })
  return {
    list: () => found,
    clear: () => (found = []),
    report: (policy) => `${policy}; report-uri http://localhost:${server.port}/`,
    close: server.close,
  }
}

function describe(body: string): string {
  const { 'csp-report': report = {} } = JSON.parse(body) as {
    'csp-report'?: Record<string, string>
  }
  // Firefox sends the first only (https://bugzilla.mozilla.org/show_bug.cgi?id=1192684).
  const directive = report['effective-directive'] ?? report['violated-directive']
  return `${directive} blocked ${report['blocked-uri']} on ${report['document-uri']}`
}

const header = 'content-security-policy'

/** Lets the policy of every response ask for reports. */
export function amendPolicy({ report }: Violations): Amend {
  return (headers) => {
    const policy = headers[header]
    return typeof policy === 'string' ? { ...headers, [header]: report(policy) } : headers
  }
}

/** Does the same for a deployed site. */
export async function amendDeployment(folder: string, { report }: Violations): Promise<void> {
  const file = join(folder, 'staticwebapp.config.json')
  const amended = (await readFile(file, 'utf8')).replaceAll(
    /(?<="Content-Security-Policy": ")[^"]+/g,
    report,
  )
  await writeFile(file, amended)
}
