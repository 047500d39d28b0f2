import { contentTypes } from './content-types.ts'
import { apiLocations, type ForwardedApi, type Forwarding } from './nginx-api.ts'
import { block, nginxPath, quoted } from './nginx-syntax.ts'
import { basePathOf, routeExpression, type StaticWebAppConfig } from './static-web-app.ts'

export interface NginxOptions extends Forwarding {
  /** The folder that nginx serves, as nginx sees it. */
  root: string
  /** APIs on the app's own origin. */
  apis?: readonly ForwardedApi[]
}

type Headers = Readonly<Record<string, string>>

/**
 * The inside of an nginx `server` block that serves the app with the headers, routes and fallback of
 * `staticwebapp.config.json`. Names, ports and certificates stay in the block around it. An app below a path touches nothing
 * else there: the block may serve other apps as well.
 * @param hosting what the app's other host would apply
 * @see {@link https://nginx.org/en/docs/http/ngx_http_core_module.html#location}
 */
export function nginxServer(
  hosting: StaticWebAppConfig,
  { root, apis = [], ...forwarding }: NginxOptions,
): string {
  const basePath = basePathOf(hosting)
  const app = appDirectives(hosting, root, basePath)
  return [
    `# Made by \`npm run configure\`. To change it, run that again.`,
    ...(apis.length === 0 ? [] : [requestSize(basePath)]),
    missingLocation(hosting, basePath),
    ...apiLocations(apis, forwarding),
    ...(basePath === '/' ? app : pathLocations(basePath, app)),
  ].join('\n\n')
}

/**
 * An access token of Entra with 200 groups has 12 kB, and nginx by itself refuses a header of more than 8. The directive may
 * stand in a server block once: below a path, where other apps may be in the same block, it is for those who write the block.
 * @see {@link https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers}
 */
export const largeHeaders = 'large_client_header_buffers 4 32k;'

function requestSize(basePath: string): string {
  if (basePath === '/') return largeHeaders
  return `# For access tokens of more than 8 kB, the http block needs: ${largeHeaders}`
}

// Not even a regular expression of another app in the same server gets an address of this one.
function pathLocations(basePath: string, app: readonly string[]): string[] {
  return [
    block(`location = ${basePath.slice(0, -1)}`, [
      'absolute_redirect off;',
      `return 301 ${basePath}$is_args$args;`,
    ]),
    block(`location ^~ ${basePath}`, app),
  ]
}

function appDirectives(
  { globalHeaders, navigationFallback, routes }: StaticWebAppConfig,
  root: string,
  basePath: string,
): string[] {
  const ruled = new Set(routes.map(({ route }) => route))
  const neverFallback = navigationFallback.exclude.filter((pattern) => !ruled.has(pattern))
  const toFile = fileRewrite(basePath)
  const fileLocation = (matcher: string, headers: Headers) =>
    block(`location ${matcher}`, [...toFile, 'try_files $uri =404;', ...headerLines(headers)])
  return [
    `root ${quoted(nginxPath(root))};`,
    typesBlock(),
    compression,
    // Without this an absolute redirect would name nginx's own port.
    'absolute_redirect off;',
    // A wrong range would be an error that caches keep as long as the file, and the app needs no part of a file.
    'max_ranges 0;',
    // Headers set in a location replace those outside of it: each location has all of them.
    `error_page 404 ${missingName(basePath)};`,
    block(`location = ${basePath}staticwebapp.config.json`, ['return 404;']),
    ...routes.map(({ route, headers }) =>
      fileLocation(routeLocation(route), { ...globalHeaders, ...headers }),
    ),
    ...neverFallback.map((pattern) => fileLocation(regular(pattern), globalHeaders)),
    block(`location ${basePath}`, [
      ...toFile,
      `try_files $uri ${navigationFallback.rewrite};`,
      ...headerLines(globalHeaders),
    ]),
  ]
}

// A file of the folder is at its address without the path. `alias` would say the same, and breaks `try_files`
// (https://trac.nginx.org/nginx/ticket/97).
function fileRewrite(basePath: string): string[] {
  if (basePath === '/') return []
  return [`rewrite ${quoted(`^${basePath.replaceAll('.', '\\.')}(.*)$`)} /$1 break;`]
}

// Named locations stand in the server block alone, and each app has its own.
function missingName(basePath: string): string {
  return `@missing${basePath.slice(0, -1)}`
}

function missingLocation({ globalHeaders }: StaticWebAppConfig, basePath: string): string {
  return block(`location ${missingName(basePath)}`, [
    'types {}',
    'default_type text/plain;',
    charset,
    ...headerLines({ ...globalHeaders, 'Cache-Control': 'no-store' }),
    `return 404 "Not found\\n";`,
  ])
}

function routeLocation(route: string): string {
  return route.includes('*') ? regular(route) : `= ${route}`
}

function regular(pattern: string): string {
  return `~ ${quoted(routeExpression(pattern))}`
}

// An error says nothing about caching, or caches between here and the browser would keep it as long as the file.
function headerLines(headers: Headers): string[] {
  return Object.entries(headers).map(([name, value]) => {
    const isForFile = name === 'Cache-Control' && value !== 'no-store'
    return `add_header ${name} ${quoted(value)}${isForFile ? '' : ' always'};`
  })
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
