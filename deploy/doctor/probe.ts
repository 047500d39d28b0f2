/** What a server answered. */
export interface Answer {
  url: string
  status: number
  headers: Headers
  /** The first 512 kB. */
  text: string
}

/** Nobody answered; why, and what to do. */
export interface NoAnswer {
  url: string
  problem: string
  fix: string
}

const maxBytes = 512 * 1024

/** Sends one request and follows no redirect. Never throws. */
export async function probe(url: string, request: RequestInit = {}): Promise<Answer | NoAnswer> {
  try {
    const signal = AbortSignal.timeout(10_000)
    const response = await fetch(url, { redirect: 'manual', signal, ...request })
    const text = await readStart(response)
    return { url, status: response.status, headers: response.headers, text }
  } catch (error) {
    return { url, ...explainFailure(error) }
  }
}

export function isAnswer(result: Answer | NoAnswer): result is Answer {
  return 'status' in result
}

/** @returns the JSON object of an answer, or undefined when it holds none */
export function jsonOf({ text }: Answer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

async function readStart(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    bytes += chunk.byteLength
    if (bytes >= maxBytes) break
  }
  return Buffer.concat(chunks).toString('utf8')
}

function explainFailure(error: unknown): { problem: string; fix: string } {
  const code = codeOf(error)
  const known = failures.find(([pattern]) => pattern.test(code))
  if (known) return { problem: known[1], fix: known[2] }
  return { problem: `cannot be reached (${code}).`, fix: 'Check the address and the network.' }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { cause } = error
  if (!(cause instanceof Error)) return error.name
  const causes = cause instanceof AggregateError ? (cause.errors as unknown[]) : [cause]
  const code = causes.map((part) => (part as { code?: unknown }).code).find(Boolean)
  return typeof code === 'string' ? code : cause.message
}

const failures: readonly [RegExp, string, string][] = [
  [
    /ENOTFOUND|EAI_AGAIN/,
    'has a host name that nobody knows.',
    'Correct the host name, or add it to the DNS.',
  ],
  [/ECONNREFUSED/, 'does not listen.', 'Start the server, or correct the host and the port.'],
  [
    /TimeoutError/,
    'did not answer within 10 s.',
    'Check that the server runs and is not walled off.',
  ],
  [
    /WRONG_VERSION_NUMBER|EPROTO/,
    'does not speak https.',
    'Correct the scheme, or give the server a certificate.',
  ],
  [
    /CERT|SIGNED|TLS|SSL/,
    'has a certificate that cannot be trusted.',
    'Renew the certificate, for this very host name, from an authority that browsers know.',
  ],
  [/ECONNRESET|UND_ERR_SOCKET/, 'hung up.', 'Look into the log of the server.'],
]
