import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { StaticWebAppConfig } from '../../hosts/static-web-app.ts'
import { deadOrigin } from '../../../e2e/support/faulty-server.ts'
import { changeHosting, type Fault, replaceFile, type World } from './fault.ts'

const setHeader = (name: string, value: string) => (world: World) =>
  changeHosting(world, ({ globalHeaders }) => {
    globalHeaders[name] = value
  })

const removeHeader = (name: string) => (world: World) =>
  changeHosting(world, ({ globalHeaders }) => {
    delete globalHeaders[name]
  })

const changePolicy = (from: string, to: string) => (world: World) =>
  changeHosting(world, ({ globalHeaders }) => {
    const policy = globalHeaders['Content-Security-Policy'] ?? ''
    globalHeaders['Content-Security-Policy'] = policy.replace(from, to)
  })

const setRouteHeader = (path: string, name: string, value: string) => (world: World) =>
  changeHosting(world, (hosting: StaticWebAppConfig) => {
    const rule = hosting.routes.find(({ route }) => route === path)
    if (rule) rule.headers[name] = value
  })

export const faultsOfHost: Fault[] = [
  {
    title: 'an app that is not there',
    plant: async () => ({ app: await deadOrigin() }),
    checks: ['app'],
    problem: /does not listen/,
    fix: /Start the server/,
  },
  {
    title: 'something else at the address of the app',
    plant: (world) => replaceFile(world, 'index.html', () => '<h1>Your site is almost ready</h1>'),
    checks: ['document', 'fallback', 'csp', 'csp'],
    problem: /not the app/,
    fix: /Deploy the folder dist/,
  },
  {
    title: 'no fallback for deep links',
    plant: (world) =>
      changeHosting(world, ({ navigationFallback }) => navigationFallback.exclude.push('/*')),
    checks: ['fallback', 'csp', 'csp'],
    problem: /reloading a page fails/,
    fix: /staticwebapp\.config\.json/,
  },
  {
    title: 'a page in the place of a file that is missing',
    plant: (world) =>
      changeHosting(world, ({ navigationFallback }) => {
        navigationFallback.exclude = ['/config.json']
      }),
    checks: ['missing-file'],
    problem: /answers 200 where 404 is due/,
    fix: /staticwebapp\.config\.json/,
  },
  {
    title: 'no page for hidden frames',
    plant: async (world) => {
      const { undo } = await replaceFile(world, 'redirect.html', (text) => text)
      await rm(join(world.site.folder, 'redirect.html'))
      return { undo }
    },
    checks: ['redirect-page'],
    problem: /silent renewal times out/,
    fix: /redirect\.html/,
  },
  {
    title: 'a page for hidden frames that may not be framed',
    plant: setRouteHeader(
      '/redirect.html',
      'Content-Security-Policy',
      `default-src 'none'; frame-ancestors 'none'`,
    ),
    checks: ['redirect-page'],
    problem: /may not show it in a frame/,
    fix: /npm run configure/,
  },
  {
    title: 'a proxy that adds X-Frame-Options',
    plant: setHeader('X-Frame-Options', 'DENY'),
    checks: ['redirect-page'],
    problem: /may not show it in a frame/,
    fix: /npm run configure/,
  },
  {
    title: 'a page for hidden frames that any site may frame',
    plant: setRouteHeader('/redirect.html', 'Content-Security-Policy', `default-src 'none'`),
    checks: ['redirect-page'],
    problem: /any site may show it/,
    fix: /npm run configure/,
  },
  {
    title: 'a page for hidden frames that is cut off from the app',
    plant: setRouteHeader('/redirect.html', 'Cross-Origin-Opener-Policy', 'same-origin'),
    checks: ['redirect-page'],
    problem: /cuts it off/,
    fix: /npm run configure/,
  },
  {
    title: 'no content security policy',
    plant: removeHeader('Content-Security-Policy'),
    checks: ['csp'],
    problem: /there is none/,
    fix: /deploy what it writes/,
  },
  {
    title: 'a policy that blocks the API',
    plant: (world) => changePolicy(` ${world.stack.weatherApi.origin}`, '')(world),
    checks: ['csp'],
    problem: /^connect-src blocks http:\/\/localhost:\d+\.$/,
    fix: /deploy what it writes/,
  },
  {
    title: 'a policy that lets everything through',
    plant: changePolicy(`script-src 'self'`, `script-src 'self' 'unsafe-inline'`),
    checks: ['csp'],
    problem: /script-src lets 'unsafe-inline' through/,
    fix: /deploy what it writes/,
  },
  {
    title: 'a document that was changed after its policy was written',
    plant: (world) =>
      replaceFile(world, 'index.html', (text) => text.replace('<style>', '<style> ')),
    checks: ['csp', 'csp'],
    problem: /style-src blocks 'sha256-/,
    fix: /deploy what it writes/,
  },
  {
    title: 'no Trusted Types',
    plant: changePolicy(`; trusted-types 'none'`, ''),
    checks: ['csp'],
    problem: /trusted-types is missing/,
    fix: /deploy what it writes/,
  },
  {
    title: 'a host that lets browsers guess types',
    plant: removeHeader('X-Content-Type-Options'),
    checks: ['header'],
    problem: /it is missing/,
    fix: /deploy what it writes/,
  },
  {
    title: 'a proxy that loosens the referrer policy',
    plant: setHeader('Referrer-Policy', 'unsafe-url'),
    checks: ['header'],
    problem: /it is "unsafe-url"/,
    fix: /a proxy may not change it/,
  },
  {
    title: 'a document that browsers keep for a day',
    plant: setHeader('Cache-Control', 'public, max-age=86400'),
    checks: ['caching'],
    problem: /may keep an old document/,
    fix: /cache rules/,
  },
  {
    title: 'hashed files that browsers may not keep',
    plant: setRouteHeader('/assets/*', 'Cache-Control', 'no-cache'),
    checks: ['caching'],
    problem: /again and again/,
    fix: /cache rules/,
  },
  {
    title: 'a configuration that browsers keep for ever',
    plant: setRouteHeader('/config.json', 'Cache-Control', 'max-age=31536000, immutable'),
    checks: ['caching'],
    problem: /does not reach browsers for long/,
    fix: /cache rules/,
  },
  {
    title: 'a configuration that each load waits for (an advice)',
    plant: setRouteHeader('/config.json', 'Cache-Control', 'no-cache'),
    checks: ['caching'],
    problem: /each load waits for it again/,
    fix: /cache rules/,
  },
  {
    title: 'a script that the host sends as text',
    plant: setRouteHeader('/assets/*', 'Content-Type', 'text/plain'),
    checks: ['files', 'files'],
    problem: /\/assets\/.*\.js is sent as text\/plain, so browsers refuse it/,
    fix: /text\/javascript/,
  },
]
