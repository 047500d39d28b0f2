import type { Config } from '../../src/config/config.ts'
import {
  contentSecurityPolicy,
  frontChannelPolicy,
  hasScriptHashes,
  inlineHashes,
  redirectPagePolicy,
} from './content-security-policy.ts'
import { integrityPolicy, reportHeaders } from './violation-reports.ts'

/** The part of Azure Static Web Apps' `staticwebapp.config.json` that this app uses. */
export interface StaticWebAppConfig {
  navigationFallback: { rewrite: string; exclude: string[] }
  routes: { route: string; headers: Record<string, string> }[]
  globalHeaders: Record<string, string>
  mimeTypes: Record<string, string>
}

/**
 * Headers, routes and fallback of a deployment. The rules of all hosts are generated from them.
 * @param config has the identity provider and the APIs, which the policy allows
 * @param indexHtml the built document, for the hashes of its parts and the path that it was built for
 */
export function staticWebAppConfig(config: Config, indexHtml: string): StaticWebAppConfig {
  return below(builtFor(indexHtml), {
    // A missing file is a 404. Only paths that look like pages fall back to the app.
    navigationFallback: {
      rewrite: '/index.html',
      exclude: [
        '/assets/*',
        '/config.json',
        '/*.{js,css,map,svg,png,ico,json,txt,webmanifest,html}',
        // Programs read metadata of the host there (RFC 8615), and would mistake the app for it.
        '/.well-known/*',
      ],
    },
    routes: [
      {
        route: '/assets/*',
        headers: { 'Cache-Control': 'public, max-age=31536000, immutable' },
      },
      {
        // A change arrives within minutes, and a warm load never waits for it (RFC 5861 §3).
        route: '/config.json',
        headers: { 'Cache-Control': 'public, max-age=60, stale-while-revalidate=86400' },
      },
      {
        // Icons and the manifest have no hash in their names. A change may arrive a day late.
        route: '/*.{svg,png,webmanifest}',
        headers: { 'Cache-Control': 'public, max-age=86400' },
      },
      {
        // Loaded in a hidden frame of this app. It communicates with the page that opened it.
        route: '/redirect.html',
        headers: {
          'Content-Security-Policy': redirectPagePolicy(config),
          'Cross-Origin-Opener-Policy': 'unsafe-none',
          'Cache-Control': 'no-cache',
        },
      },
      {
        // The identity provider loads it in a hidden frame when the user signs out there.
        route: '/front-channel-sign-out.html',
        headers: { 'Content-Security-Policy': frontChannelPolicy(config) },
      },
    ],
    globalHeaders: {
      'Content-Security-Policy': contentSecurityPolicy(config, inlineHashes(indexHtml)),
      ...reportHeaders(config),
      // Refuses each script for which the document has no hash (Subresource Integrity, Integrity-Policy).
      ...(hasScriptHashes(indexHtml) && { 'Integrity-Policy': integrityPolicy(config) }),
      'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'Permissions-Policy': deniedFeatures.map((feature) => `${feature}=()`).join(', '),
      'Cache-Control': 'no-cache',
    },
    mimeTypes: { '.webmanifest': 'application/manifest+json' },
  })
}

/** @returns the path that a document was built for (Vite's option `base`): `/`, or one that ends with `/` */
export function builtFor(indexHtml: string): string {
  const [, path = '/'] = /<script[^>]+src="(\/[^"]*?)assets\//.exec(indexHtml) ?? []
  return path
}

/** @returns the path of the app on its host: `/`, or one that ends with `/` */
export function basePathOf({ navigationFallback }: StaticWebAppConfig): string {
  return navigationFallback.rewrite.replace(/index\.html$/, '')
}

function below(basePath: string, hosting: StaticWebAppConfig): StaticWebAppConfig {
  const { navigationFallback, routes } = hosting
  const moved = (address: string) => basePath + address.slice(1)
  return {
    ...hosting,
    navigationFallback: {
      rewrite: moved(navigationFallback.rewrite),
      exclude: navigationFallback.exclude.map(moved),
    },
    routes: routes.map(({ route, headers }) => ({ route: moved(route), headers })),
  }
}

const deniedFeatures = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'usb',
]

/**
 * Translates a route pattern of Azure Static Web Apps: `*` matches anything, `{a,b}` either name.
 * @returns the source of a regular expression that matches the same paths
 * @see {@link https://learn.microsoft.com/azure/static-web-apps/configuration#wildcards}
 */
export function routeExpression(pattern: string): string {
  const escaped = pattern.replace(/[.+^$()|[\]\\?]/g, '\\$&')
  const source = escaped
    .replaceAll('*', '.*')
    .replace(/\{([^}]*)\}/g, (_, names: string) => `(?:${names.replaceAll(',', '|')})`)
  return `^${source}$`
}
