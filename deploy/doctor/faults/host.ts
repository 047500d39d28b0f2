import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { StaticWebAppConfig } from '../../hosts/static-web-app.ts'
import { deadOrigin, type ServerFault } from '../../../e2e/support/faulty-server.ts'
import { changeHosting, type Fault, plantInFront, replaceFile, type World } from './fault.ts'

export const setHeader = (name: string, value: string) => (world: World) =>
  changeHosting(world, ({ globalHeaders }) => {
    globalHeaders[name] = value
  })

const setRouteHeader = (path: string, name: string, value: string) => (world: World) =>
  changeHosting(world, (hosting: StaticWebAppConfig) => {
    const rule = hosting.routes.find(({ route }) => route === path)
    if (rule) rule.headers[name] = value
  })

/** Puts a fault into the answers to one path. */
export const answerPath = (wanted: RegExp, fault: ServerFault) => (world: World) =>
  plantInFront(world, (answer, request) => {
    if (wanted.test(new URL(request.url).pathname)) fault(answer, request)
  })

const redirect = (location: string) =>
  answerPath(/^\/$/, (answer) => {
    answer.status = 301
    answer.headers.set('location', location)
  })

export const setPageHeader = (name: string, value: string) =>
  answerPath(/^\/(?:forecast)?$/, ({ headers }) => headers.set(name, value))

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
    plant: answerPath(/\.js$/, ({ headers }) => headers.set('content-type', 'text/plain')),
    checks: ['files'],
    problem: /\/assets\/.*\.js is sent as text\/plain, so browsers refuse it/,
    fix: /text\/javascript/,
  },
  {
    title: 'a script of the build that is not there',
    plant: answerPath(/^\/assets\/index-/, (answer) => {
      answer.status = 404
    }),
    checks: ['files'],
    problem: /\/assets\/index-.*\.js is answered with 404, so the app does not start/,
    fix: /the whole folder dist/,
  },
  {
    title: 'a document that the host sends as text',
    plant: setPageHeader('content-type', 'text/plain'),
    checks: ['files', 'files'],
    problem: /^\/ is sent as text\/plain/,
    fix: /text\/html; charset=utf-8/,
  },
  {
    title: 'a document in another character set',
    plant: setPageHeader('content-type', 'text/html; charset=windows-1252'),
    checks: ['files', 'files'],
    problem: /is sent as windows-1252/,
    fix: /charset=utf-8/,
  },
  {
    title: 'a document that is downloaded',
    plant: setPageHeader('content-disposition', 'attachment'),
    checks: ['files', 'files'],
    problem: /offered as a download/,
    fix: /Content-Disposition/,
  },
  {
    title: 'a redirect from http to https that never ends',
    plant: redirect('/'),
    checks: ['document'],
    problem: /redirects to itself \(301\)/,
    fix: /X-Forwarded-Proto/,
  },
  {
    title: 'a redirect to index.html',
    plant: redirect('/index.html'),
    checks: ['document'],
    problem: /redirects to \/index\.html, which costs a round trip/,
    fix: /at the address itself/,
  },
  {
    title: 'a host that asks for a sign-in of its own',
    plant: redirect('https://contoso.cloudflareaccess.example/login'),
    checks: ['document'],
    problem: /redirects to https:\/\/contoso\.cloudflareaccess\.example/,
    fix: /turn that off for the app/,
  },
]
