import { getRequestListener } from '@hono/node-server'
import { randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import * as v from 'valibot'
import { describeIssue, strictObject } from '../describe-issue.ts'
import { isLoopbackHost } from '../server/loopback-server.ts'
import { COMMANDS } from './commands.ts'
import type { Control, Undo } from './control.ts'

/**
 * The control over HTTP, for tests in any language: `POST /<command>` with the arguments as a JSON object. A command that can
 * be undone returns `{"undo": "<id>"}`, and `POST /undo` with `{"id": "<id>"}` undoes it.
 */
export function createControlServer(control: Control): RequestListener {
  const undos = new Map<string, Undo>()
  const app = new Hono()
  app.use(refuseWebPages)
  app.get('/', (context) => context.json({ commands: Object.keys(COMMANDS) }))
  app.get('/exchanges', (context) => context.json(control.exchanges()))
  app.post('/undo', async (context) => {
    const { id } = v.parse(strictObject({ id: v.string() }), await readInput(context))
    const undo = undos.get(id)
    if (!undo) return context.json({ fault: `there is nothing to undo with the id ${id}` }, 404)
    undo()
    return context.json({})
  })
  for (const [name, run] of Object.entries(COMMANDS)) {
    app.post(`/${name}`, async (context) => {
      const result = await run(control, await readInput(context))
      if (typeof result !== 'function') return context.json({ result: result ?? null })
      const id = randomUUID()
      undos.set(id, result as Undo)
      return context.json({ undo: id })
    })
  }
  app.notFound(({ json, req }) =>
    json({ fault: `there is no ${req.method} ${req.path}; there are ${ROUTES}` }, 404),
  )
  app.onError((error, context) => context.json({ fault: describe(error) }, 400))
  const handle = getRequestListener(app.fetch)
  return (request, response) => void handle(request, response)
}

const ROUTES = `GET /, GET /exchanges, and POST ${['undo', ...Object.keys(COMMANDS)].map((name) => `/${name}`).join(', ')}`

/**
 * Any page in a browser can send a POST request to this server. Such a request has an `Origin`. After DNS rebinding it may
 * have none, but then its `Host` is the name that the page used.
 */
const refuseWebPages: MiddlewareHandler = async (context, next) => {
  const { req } = context
  if (!isLoopbackHost(req.header('host')) || req.header('origin') !== undefined) {
    return context.json({ fault: 'web pages may not control local-entra' }, 403)
  }
  return next()
}

/** An empty body means no arguments. */
async function readInput({ req }: Context): Promise<unknown> {
  const text = await req.text()
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch {
    throw new Error('the body is not JSON')
  }
}

/** @returns one line for each fault of the input */
function describe(error: Error): string {
  if (!(error instanceof v.ValiError)) return error.message
  const issues: v.BaseIssue<unknown>[] = error.issues
  return issues.map((issue) => describeIssue(issue, 'the body')).join('\n')
}
