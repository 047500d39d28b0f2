import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { StaticWebAppConfig } from '../../hosts/static-web-app.ts'
import { deadOrigin, type ServerFault } from '../../../e2e/support/faulty-server.ts'
import { changeHosting, type Fault, plantInFront, replaceFile, type Deployment } from './fault.ts'

export const setHeader = (name: string, value: string) => (deployment: Deployment) =>
  changeHosting(deployment, ({ globalHeaders }) => {
    globalHeaders[name] = value
  })

export const setRouteHeader =
  (path: string, name: string, value: string) => (deployment: Deployment) =>
    changeHosting(deployment, (hosting: StaticWebAppConfig) => {
      const rule = hosting.routes.find(({ route }) => route === path)
      if (rule) rule.headers[name] = value
    })

/** Puts a fault into the responses for one path. */
export const answerPath = (wanted: RegExp, fault: ServerFault) => (deployment: Deployment) =>
  plantInFront(deployment, (answer, request) => {
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
    title: 'an app whose host is down',
    plant: async () => ({ app: await deadOrigin() }),
    checks: ['app'],
    problem: /refused the connection/,
    fix: /Start the server/,
  },
  {
    title: 'something else at the address of the app',
    plant: (deployment) =>
      replaceFile(deployment, 'index.html', () => '<h1>Your site is almost ready</h1>'),
    checks: ['document', 'fallback', 'csp', 'csp'],
    problem: /not the app/,
    fix: /Deploy the folder dist/,
  },
  {
    title: 'a missing fallback for deep links',
    plant: (deployment) =>
      changeHosting(deployment, ({ navigationFallback }) => navigationFallback.exclude.push('/*')),
    checks: ['fallback', 'csp', 'csp'],
    problem: /reloading a page fails/,
    fix: /staticwebapp\.config\.json/,
  },
  {
    title: 'a host that sends the app instead of 404 for a missing file',
    plant: (deployment) =>
      changeHosting(deployment, ({ navigationFallback }) => {
        navigationFallback.exclude = ['/config.json']
      }),
    checks: ['missing-file'],
    problem: /returns 200 instead of 404/,
    fix: /staticwebapp\.config\.json/,
  },
  {
    title: 'a missing page for hidden frames',
    plant: async (deployment) => {
      const { undo } = await replaceFile(deployment, 'redirect.html', (text) => text)
      await rm(join(deployment.site.folder, 'redirect.html'))
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
    problem: /the app may not frame it/,
    fix: /npm run configure/,
  },
  {
    title: 'a proxy that adds X-Frame-Options',
    plant: setHeader('X-Frame-Options', 'DENY'),
    checks: ['redirect-page'],
    problem: /the app may not frame it/,
    fix: /npm run configure/,
  },
  {
    title: 'a page for hidden frames that any site may frame',
    plant: setRouteHeader('/redirect.html', 'Content-Security-Policy', `default-src 'none'`),
    checks: ['redirect-page'],
    problem: /any site may frame it/,
    fix: /npm run configure/,
  },
  {
    title: 'a page for hidden frames that is severed from the app',
    plant: setRouteHeader('/redirect.html', 'Cross-Origin-Opener-Policy', 'same-origin'),
    checks: ['redirect-page'],
    problem: /severs it/,
    fix: /npm run configure/,
  },
  {
    title: 'a document that browsers cache for a day',
    plant: setHeader('Cache-Control', 'public, max-age=86400'),
    checks: ['caching'],
    problem: /may cache an old document/,
    fix: /cache rules/,
  },
  {
    title: 'hashed files that browsers may not cache',
    plant: setRouteHeader('/assets/*', 'Cache-Control', 'no-cache'),
    checks: ['caching'],
    problem: /browsers do not cache it/,
    fix: /cache rules/,
  },
  {
    title: 'a configuration that browsers cache for a year',
    plant: setRouteHeader('/config.json', 'Cache-Control', 'max-age=31536000, immutable'),
    checks: ['caching'],
    problem: /cache it for too long/,
    fix: /cache rules/,
  },
  {
    title: 'a configuration that every page load waits for (advice)',
    plant: setRouteHeader('/config.json', 'Cache-Control', 'no-cache'),
    checks: ['caching'],
    problem: /every page load waits for it/,
    fix: /cache rules/,
  },
  {
    title: 'a script that the host sends as text',
    plant: answerPath(/\.js$/, ({ headers }) => headers.set('content-type', 'text/plain')),
    checks: ['files'],
    problem:
      /\/assets\/.*\.js is sent as text\/plain, so browsers refuse it. The same goes for \d+ more/,
    fix: /text\/javascript/,
  },
  {
    title: 'a missing script of the build',
    plant: answerPath(/^\/assets\/index-/, (answer) => {
      answer.status = 404
    }),
    checks: ['files'],
    problem: /\/assets\/index-.*\.js returns 404, so the app or a part of it does not load/,
    fix: /the whole folder dist/,
  },
  {
    title: 'a script that a CDN changes',
    plant: answerPath(/^\/assets\/flow-page-/, (answer) => {
      answer.body += ';'
    }),
    checks: ['integrity'],
    problem: /\/assets\/flow-page-.*\.js is not the file of the build, so browsers refuse it/,
    fix: /minification of a CDN/,
  },
  {
    title: 'a document from which a CDN removes the hash of a script',
    plant: (deployment) =>
      replaceFile(deployment, 'index.html', (text) => text.replace(/ integrity="[^"]*"/, '')),
    checks: ['integrity'],
    problem: /\/assets\/index-.*\.js has no hash in the document, so browsers refuse it/,
    fix: /turn it off/,
  },
  {
    title: 'a document that the host sends as text',
    plant: setPageHeader('content-type', 'text/plain'),
    checks: ['files'],
    problem: /^\/ is sent as text\/plain/,
    fix: /text\/html; charset=utf-8/,
  },
  {
    title: 'a document in a wrong character encoding',
    plant: setPageHeader('content-type', 'text/html; charset=windows-1252'),
    checks: ['files'],
    problem: /is sent as windows-1252/,
    fix: /charset=utf-8/,
  },
  {
    title: 'a document that browsers download',
    plant: setPageHeader('content-disposition', 'attachment'),
    checks: ['files'],
    problem: /sent as a download/,
    fix: /Content-Disposition/,
  },
  {
    title: 'a redirect loop between http and https',
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
    title: 'a host with a sign-in of its own',
    plant: redirect('https://contoso.cloudflareaccess.example/login'),
    checks: ['document'],
    problem: /redirects to https:\/\/contoso\.cloudflareaccess\.example/,
    fix: /turn it off for the app/,
  },
]
