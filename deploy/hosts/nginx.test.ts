import { describe, expect, it } from 'vitest'
import { nginxServer } from './nginx.ts'
import type { StaticWebAppConfig } from './static-web-app.ts'

const hosting: StaticWebAppConfig = {
  navigationFallback: { rewrite: '/index.html', exclude: ['/assets/*', '/*.{js,css}'] },
  routes: [{ route: '/assets/*', headers: { 'Cache-Control': 'immutable' } }],
  globalHeaders: { 'X-Sample': 'a "quoted" value', 'Cache-Control': 'no-cache' },
  mimeTypes: {},
}

function location(server: string, head: string): string {
  const start = server.indexOf(`location ${head} {`)
  return start === -1 ? '' : server.slice(start, server.indexOf('\n}', start))
}

describe('nginxServer', () => {
  const server = nginxServer(hosting, { root: '/srv/weather' })

  it('repeats all headers in each location, the more special ones in place of the general', () => {
    const assets = location(server, '~ "^/assets/.*$"')
    expect(assets).toContain('add_header Cache-Control "immutable";')
    expect(assets).toContain('add_header X-Sample')
    expect(assets).not.toContain('no-cache')
  })

  it('quotes what it is given', () => {
    expect(server).toContain(String.raw`add_header X-Sample "a \"quoted\" value" always;`)
  })

  it('answers pages with the app and missing files with 404, which nobody may keep', () => {
    expect(location(server, '/')).toContain('try_files $uri /index.html;')
    expect(location(server, String.raw`~ "^/.*\\.(?:js|css)$"`)).toContain('try_files $uri =404;')
    expect(location(server, '@missing')).toContain('add_header Cache-Control "no-store" always;')
  })

  it('writes a rule once, though a folder has headers and no fallback', () => {
    expect(server.split('location ~ "^/assets/').length - 1).toBe(1)
  })

  it('hands an API on the own origin through, and otherwise nothing', () => {
    const apis = [{ path: '/WeatherForecast', upstream: 'http://127.0.0.1:8080' }]
    const withApi = nginxServer(hosting, { root: '/srv/weather', apis })
    expect(location(withApi, '= /WeatherForecast')).toContain('proxy_pass http://127.0.0.1:8080;')
    expect(server).not.toContain('proxy_pass')
  })

  it('hands each of several APIs to its own server, with all that is below its path', () => {
    const weather = { path: '/WeatherForecast', upstream: 'http://127.0.0.1:8080' }
    const orders = { path: '/Orders', upstream: 'http://127.0.0.1:8081' }
    const withApis = nginxServer(hosting, { root: '/srv/weather', apis: [weather, orders, orders] })
    expect(location(withApis, '= /WeatherForecast')).toContain('proxy_pass http://127.0.0.1:8080;')
    expect(location(withApis, '= /Orders')).toContain('proxy_pass http://127.0.0.1:8081;')
    expect(location(withApis, '^~ /Orders/')).toContain('proxy_pass http://127.0.0.1:8081;')
    expect(withApis.split('location = /Orders {')).toHaveLength(2)
  })
})

describe('nginxServer, for an app below a path', () => {
  const below: StaticWebAppConfig = {
    ...hosting,
    navigationFallback: {
      rewrite: '/v1.0/index.html',
      exclude: ['/v1.0/assets/*', '/v1.0/*.{js,css}'],
    },
    routes: [{ route: '/v1.0/assets/*', headers: { 'Cache-Control': 'immutable' } }],
  }
  const server = nginxServer(below, { root: '/srv/weather' })

  it('says everything inside of that path, where other apps cannot take anything of it', () => {
    const own = server.slice(server.indexOf('location ^~ /v1.0/ {'))
    for (const directive of ['root "/srv/weather";', 'gzip on;', 'error_page 404 @missing/v1.0;']) {
      expect(own).toContain(`\n  ${directive}`)
      expect(server.split(directive)).toHaveLength(2)
    }
    expect(server.match(/^\S.*/gm)).toEqual([
      '# Made by `npm run configure`. To change it, run that again.',
      'location @missing/v1.0 {',
      '}',
      'location = /v1.0 {',
      '}',
      'location ^~ /v1.0/ {',
      '}',
    ])
  })

  it('finds the files without the path, and redirects the path without its slash', () => {
    const files = String.raw`rewrite "^/v1\\.0/(.*)$" /$1 break;`
    expect(server.split(files)).toHaveLength(4)
    expect(server).toContain('return 301 /v1.0/$is_args$args;')
  })
})
