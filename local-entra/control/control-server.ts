import { getRequestListener } from '@hono/node-server'
import { randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import * as v from 'valibot'
import { describeIssue } from '../describe-issue.ts'
import { isLoopbackHost } from '../server/loopback-server.ts'
import { COMMANDS } from './commands.ts'
import type { Control, Undo } from './control.ts'

/**
 * The control over HTTP, for tests in any language: `POST /<command>` with the arguments as a
 * JSON object. What can be undone answers `{"undo": "<id>"}`, to be posted to `/undo`.
 */
export function createControlServer(control: Control): RequestListener {
  const undos = new Map<string, Undo>()
  const app = new Hono()
  app.use(refuseWebPages)
  app.get('/', (context) => context.json({ commands: Object.keys(COMMANDS) }))
  app.get('/exchanges', (context) => context.json(control.exchanges()))
  app.post('/undo', async (context) => {
    const { id } = v.parse(v.strictObject({ id: v.string() }), await readInput(context))
    const undo = undos.get(id)
    if (!undo) return context.json({ fault: `there is nothing to undo with the id ${id}` }, 404)
    undo()
    return context.json({})
  })
  for (const [name, command] of Object.entries(COMMANDS)) {
    app.post(`/${name}`, async (context) => {
      const result = await command.run(control, await readInput(context))
      if (typeof result !== 'function') return context.json({ result: result ?? null })
      const id = randomUUID()
      undos.set(id, result as Undo)
      return context.json({ undo: id })
    })
  }
  app.notFound(({ json, req }) =>
    json({ fault: `there is no ${req.method} ${req.path}; there are ${WHAT_THERE_IS}` }, 404),
  )
  app.onError((error, context) => context.json({ fault: describe(error) }, 400))
  const handle = getRequestListener(app.fetch)
  return (request, response) => void handle(request, response)
}

const WHAT_THERE_IS = `GET /, GET /exchanges, and POST ${['undo', ...Object.keys(COMMANDS)].map((name) => `/${name}`).join(', ')}`

/**
 * Any page in the browser could post here. A page's request has an `Origin`; and a page that was
 * given this address under a name of its own (DNS rebinding) has that name in `Host`.
 */
const refuseWebPages: MiddlewareHandler = async (context, next) => {
  const { req } = context
  if (!isLoopbackHost(req.header('host')) || req.header('origin') !== undefined) {
    return context.json({ fault: 'web pages may not control the local stack' }, 403)
  }
  return next()
}

/** No body is no arguments. */
async function readInput({ req }: Context): Promise<unknown> {
  const text = await req.text()
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch {
    throw new Error('the body is no JSON')
  }
}

/** One line for every fault of the input. */
function describe(error: Error): string {
  if (!(error instanceof v.ValiError)) return error.message
  const issues: v.BaseIssue<unknown>[] = error.issues
  return issues.map((issue) => describeIssue(issue, 'the body')).join('\n')
}
