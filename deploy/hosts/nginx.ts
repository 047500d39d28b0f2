import { contentTypes } from './content-types.ts'
import { routeExpression, type StaticWebAppConfig } from './static-web-app.ts'

export interface NginxOptions {
  /** The folder that nginx serves, as nginx sees it. */
  root: string
  /** APIs on the app's own origin. */
  apis?: readonly ForwardedApi[]
}

/** An API on the app's own origin: which path goes to which server. */
export interface ForwardedApi {
  path: string
  /** Scheme, host and port. */
  upstream: string
}

type Headers = Readonly<Record<string, string>>

/**
 * The inside of an nginx `server` block that serves the app with the headers, routes and fallback of
 * `staticwebapp.config.json`. Names, ports and certificates stay in the block around it.
 * @param hosting what the app's other host would apply
 * @see {@link https://nginx.org/en/docs/http/ngx_http_core_module.html#location}
 */
export function nginxServer(
  hosting: StaticWebAppConfig,
  { root, apis = [] }: NginxOptions,
): string {
  const { globalHeaders, navigationFallback, routes } = hosting
  const missing = { ...globalHeaders, 'Cache-Control': 'no-store' }
  const ruled = new Set(routes.map(({ route }) => route))
  const neverFallback = navigationFallback.exclude.filter((pattern) => !ruled.has(pattern))
  return [
    `# Made by \`npm run configure\`. To change it, run that again.`,
    `root ${quoted(root)};`,
    typesBlock(),
    compression,
    // Without this an absolute redirect would name nginx's own port.
    'absolute_redirect off;',
    // Headers set in a location replace those outside of it: each location has all of them.
    'error_page 404 @missing;',
    block('location @missing', [
      'types {}',
      'default_type text/plain;',
      ...headerLines(missing),
      `return 404 "Not found\\n";`,
    ]),
    block('location = /staticwebapp.config.json', ['return 404;']),
    ...apiLocations(apis),
    ...routes.map(({ route, headers }) =>
      fileLocation(routeLocation(route), { ...globalHeaders, ...headers }),
    ),
    ...neverFallback.map((pattern) => fileLocation(regular(pattern), globalHeaders)),
    block('location /', [
      `try_files $uri ${navigationFallback.rewrite};`,
      ...headerLines(globalHeaders),
    ]),
  ].join('\n\n')
}

function fileLocation(matcher: string, headers: Headers): string {
  return block(`location ${matcher}`, ['try_files $uri =404;', ...headerLines(headers)])
}

function routeLocation(route: string): string {
  return route.includes('*') ? regular(route) : `= ${route}`
}

function regular(pattern: string): string {
  return `~ ${quoted(routeExpression(pattern))}`
}

// One path may be listed for two scopes, and nginx refuses a location that is there twice.
function apiLocations(apis: readonly ForwardedApi[]): string[] {
  return [...new Map(apis.map((api) => [api.path, api])).values()].flatMap(({ path, upstream }) => [
    forwardingLocation(`= ${path}`, upstream),
    forwardingLocation(`^~ ${path}/`, upstream),
  ])
}

function forwardingLocation(matcher: string, upstream: string): string {
  return block(`location ${matcher}`, [
    `proxy_pass ${upstream};`,
    'proxy_http_version 1.1;',
    'proxy_set_header Host $host;',
    'proxy_set_header X-Forwarded-Proto $scheme;',
    'proxy_set_header Connection "";',
  ])
}

function headerLines(headers: Headers): string[] {
  return Object.entries(headers).map(
    ([name, value]) => `add_header ${name} ${quoted(value)} always;`,
  )
}

function typesBlock(): string {
  const lines = Object.entries(contentTypes).map(([extension, type]) => {
    return `${withoutCharset(type)} ${extension.slice(1)};`
  })
  return [block('types', lines), 'default_type application/octet-stream;', charset].join('\n')
}

// nginx compares its list of types to compress with the bare type, so the charset is added by a directive.
function withoutCharset(type: string): string {
  return type.replace(/;.*/, '')
}

const charset = 'charset utf-8;\ncharset_types text/css text/javascript text/plain;'

const compression = [
  'gzip on;',
  'gzip_vary on;',
  'gzip_min_length 1024;',
  'gzip_types text/css text/javascript application/json image/svg+xml application/manifest+json;',
].join('\n')

function block(head: string, lines: readonly string[]): string {
  return [`${head} {`, ...lines.map((line) => `  ${line}`), '}'].join('\n')
}

function quoted(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
