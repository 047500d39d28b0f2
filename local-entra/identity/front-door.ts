import type { Middleware } from 'koa'
import { PATHS } from './endpoints.ts'
import { AADSTS, type AadstsCode } from './errors/aadsts.ts'
import type { IdentityState } from './identity-state.ts'
import { explainErrorPage } from './pages/explain-error-page.ts'
import { homePage } from './pages/home-page.ts'
import { sendPage } from './pages/send-page.ts'

/** What belongs to no tenant: where somebody starts to look around, and where `error_uri` leads. */
export function frontDoor({ registry }: IdentityState): Middleware {
  return async (ctx, next) => {
    if (ctx.path === '/') {
      const tenants = registry.registrations.tenants.map(({ id, name }) => ({
        name,
        discovery: `/${id}${PATHS.discovery}`,
      }))
      return sendPage(ctx, { title: 'Start', body: homePage(tenants) })
    }
    if (ctx.path !== '/error') return next()
    const code = Number(ctx.query['code'])
    const text = code in AADSTS ? AADSTS[code as AadstsCode].text : undefined
    const body = explainErrorPage(code, text?.replace(/'?\{\w+\}'?/g, '…'))
    return sendPage(ctx, { title: 'Error', status: text === undefined ? 404 : 200, body })
  }
}
