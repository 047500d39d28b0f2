import type { Context } from 'hono'

/** Type and title of a status, as in ASP.NET (`ProblemDetailsDefaults`). */
const PROBLEMS = {
  400: { type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1', title: 'Bad Request' },
  403: { type: 'https://tools.ietf.org/html/rfc9110#section-15.5.4', title: 'Forbidden' },
  404: { type: 'https://tools.ietf.org/html/rfc9110#section-15.5.5', title: 'Not Found' },
}

export interface Problem {
  status: keyof typeof PROBLEMS
  detail: string
  /** The app role that the token lacks: clients should not parse `detail` (RFC 9457 §3.1.4). */
  requiredRole?: string
}

/** Returns problem details (RFC 9457). */
export function problem(context: Context, { status, ...members }: Problem): Response {
  return context.body(JSON.stringify({ ...PROBLEMS[status], status, ...members }), status, {
    'Content-Type': 'application/problem+json',
  })
}
