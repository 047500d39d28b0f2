import { getRequestListener } from '@hono/node-server'
import { randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { Hono, type MiddlewareHandler } from 'hono'
import * as v from 'valibot'
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
    const { id } = v.parse(v.strictObject({ id: v.string() }), await context.req.json())
    const undo = undos.get(id)
    if (!undo) return context.json({ fault: `there is nothing to undo with the id ${id}` }, 404)
    undo()
    return context.json({})
  })
  for (const [name, command] of Object.entries(COMMANDS)) {
    app.post(`/${name}`, async (context) => {
      const result = await command.run(control, await context.req.json())
      if (typeof result !== 'function') return context.json({ result: result ?? null })
      const id = randomUUID()
      undos.set(id, result as Undo)
      return context.json({ undo: id })
    })
  }
  app.onError((error, context) => context.json({ fault: describe(error) }, 400))
  const handle = getRequestListener(app.fetch)
  return (request, response) => void handle(request, response)
}

/**
 * Any page in the browser could post here. A page's request has an `Origin`; and a page that was
 * given this address under a name of its own (DNS rebinding) has that name in `Host`.
 */
const refuseWebPages: MiddlewareHandler = async (context, next) => {
  const isLoopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(
    context.req.header('host') ?? '',
  )
  if (!isLoopback || context.req.header('origin') !== undefined) {
    return context.json({ fault: 'web pages may not control the local stack' }, 403)
  }
  return next()
}

function describe(error: Error): string {
  if (!(error instanceof v.ValiError)) return error.message
  return error.issues
    .map((issue: v.BaseIssue<unknown>) => `${v.getDotPath(issue) ?? 'the body'}: ${issue.message}`)
    .join('\n')
}
