import { html } from 'hono/html'
import type { Middleware } from 'koa'
import { PATHS } from './endpoints.ts'
import { AADSTS, type AadstsCode } from './errors/aadsts.ts'
import { noteOf } from '../registrations/accounts.ts'
import { MICROSOFT_GRAPH } from '../registrations/microsoft-graph.ts'
import type { Registrations } from '../registrations/registrations.ts'
import type { IdentityState } from './state.ts'
import { type Html, sendPage } from './pages/layout.ts'

/** The pages outside every tenant: `/`, and `/error`, which an `error_uri` leads to. */
export function rootPages({ registry, graphOrigin }: IdentityState): Middleware {
  return async (ctx, next) => {
    if (ctx.path === '/') {
      return sendPage(ctx, { title: 'Start', body: startPage(registry.registrations, graphOrigin) })
    }
    if (ctx.path !== '/error') return next()
    const code = Number(ctx.query['code'])
    const text = code in AADSTS ? AADSTS[code as AadstsCode].text : undefined
    const body = errorExplanationPage(code, text?.replace(/'?\{\w+\}'?/g, '…'))
    return sendPage(ctx, { title: 'Error', status: text === undefined ? 404 : 200, body })
  }
}

/** For a developer who opens the address of the identity provider instead of the app's. */
function startPage({ tenants, apps, apis, accounts }: Registrations, graphOrigin: string): Html {
  return html`<h1>The identity provider is running</h1>
    <p class="soft">Open your app and sign in there. It sends you here and back.</p>
    ${list(
      'Tenants, each with its OpenID configuration',
      tenants,
      ({ id, name }) => html`<a href="/${id}${PATHS.discovery}">${name}</a> ${detail(id)}`,
    )}
    ${list(
      'Apps',
      apps,
      ({ name, clientId, secrets, redirectUris }) =>
        html`${name} ${detail(clientId)} ${secrets.map((secret) => detail(`Secret: ${secret}`))}
        ${Object.values(redirectUris).flat().map(detail)}`,
    )}
    ${list(
      'APIs',
      apis,
      ({ name, clientId, identifierUri, scopes }) =>
        html`${name} ${clientId === MICROSOFT_GRAPH.clientId ? detail(`${graphOrigin}/v1.0`) : ''}
        ${scopes.map(({ value }) => detail(`${identifierUri}/${value}`))}`,
    )}
    ${list(
      'Accounts, no passwords',
      accounts,
      (account) =>
        html`${account.userName} ${noteOf(account) === '' ? '' : detail(noteOf(account))}`,
    )}`
}

function list<Item>(heading: string, items: readonly Item[], line: (item: Item) => Html): Html {
  return html`<h2>${heading}</h2>
    <ul class="permissions">
      ${items.map((item) => html`<li>${line(item)}</li>`)}
    </ul>`
}

const detail = (text: string) => html`<span class="user-name">${text}</span>`

/** @param text undefined if the code is unknown */
function errorExplanationPage(code: number, text: string | undefined): Html {
  return html`<h1>${code > 0 ? `AADSTS${code}` : 'No error code'}</h1>
    <p>${text ?? 'The local identity provider does not send this error.'}</p>`
}
