import { changeHosting, type Fault, replaceFile, type Deployment } from './fault.ts'
import { answerPath, setHeader, setPageHeader } from './host.ts'

const removeHeader = (name: string) => (deployment: Deployment) =>
  changeHosting(deployment, ({ globalHeaders }) => {
    delete globalHeaders[name]
  })

const changePolicy = (from: string, to: string) => (deployment: Deployment) =>
  changeHosting(deployment, ({ globalHeaders }) => {
    const policy = globalHeaders['Content-Security-Policy'] ?? ''
    globalHeaders['Content-Security-Policy'] = policy.replace(from, to)
  })

export const faultsOfHeaders: Fault[] = [
  {
    title: 'a missing content security policy',
    plant: removeHeader('Content-Security-Policy'),
    checks: ['csp'],
    problem: /it is missing/,
    fix: /deploy the headers that it writes/,
  },
  {
    title: 'a content security policy that blocks the API',
    plant: (deployment) => changePolicy(` ${deployment.stack.weatherApi.origin}`, '')(deployment),
    checks: ['csp'],
    problem: /^connect-src blocks http:\/\/localhost:\d+\.$/,
    fix: /deploy the headers that it writes/,
  },
  {
    title: 'a content security policy that allows inline scripts',
    plant: changePolicy(`script-src 'self'`, `script-src 'self' 'unsafe-inline'`),
    checks: ['csp'],
    problem: /script-src allows 'unsafe-inline'/,
    fix: /deploy the headers that it writes/,
  },
  {
    title: 'a document that changed after its content security policy was written',
    plant: (deployment) =>
      replaceFile(deployment, 'index.html', (text) => text.replace('<style>', '<style> ')),
    checks: ['csp', 'csp'],
    problem: /style-src blocks 'sha256-/,
    fix: /deploy the headers that it writes/,
  },
  {
    title: 'a content security policy without Trusted Types',
    plant: changePolicy(`; trusted-types 'none'`, ''),
    checks: ['csp'],
    problem: /trusted-types is missing/,
    fix: /deploy the headers that it writes/,
  },
  {
    title: 'a host that lets browsers guess content types',
    plant: removeHeader('X-Content-Type-Options'),
    checks: ['header'],
    problem: /it is missing/,
    fix: /deploy the headers that it writes/,
  },
  {
    title: 'a host that allows scripts without a hash',
    plant: removeHeader('Integrity-Policy'),
    checks: ['header'],
    problem: /it is missing/,
    fix: /deploy the headers that it writes/,
  },
  {
    title: 'a proxy that loosens the referrer policy',
    plant: setHeader('Referrer-Policy', 'unsafe-url'),
    checks: ['header'],
    problem: /it is "unsafe-url"/,
    fix: /A proxy must not change them/,
  },
  {
    title: 'an opener policy that is sent twice, which browsers ignore',
    plant: setPageHeader('cross-origin-opener-policy', 'same-origin, same-origin'),
    checks: ['header'],
    problem: /it is "same-origin, same-origin"/,
    fix: /A proxy must not change them/,
  },
  {
    title: 'an embedder policy that blocks the hidden frames',
    plant: setPageHeader('cross-origin-embedder-policy', 'require-corp'),
    checks: ['header'],
    problem: /blocks the hidden frames of silent renewal/,
    fix: /Do not send it/,
  },
  {
    title: 'a host that clears the storage at every page load',
    plant: setPageHeader('clear-site-data', '"cache", "storage"'),
    checks: ['header'],
    problem: /ends the session at every page load/,
    fix: /Do not send it/,
  },
  {
    title: 'a permissions policy that allows the camera again',
    plant: answerPath(/^\/forecast$/, ({ headers }) =>
      headers.append('permissions-policy', 'camera=*'),
    ),
    checks: ['header'],
    problem: /camera=\*/,
    fix: /A proxy must not change them/,
  },
  {
    title: 'a document that loosens its referrer policy',
    plant: (deployment) =>
      replaceFile(deployment, 'index.html', (text) =>
        text.replace('</head>', '<meta name="referrer" content="unsafe-url" /></head>'),
      ),
    checks: ['header'],
    problem: /unsafe-url/,
    fix: /A proxy must not change them/,
  },
  {
    title: 'security headers on the start page only',
    plant: answerPath(/^\/forecast$/, ({ headers }) => headers.delete('x-content-type-options')),
    checks: ['header'],
    problem: /it is missing/,
    fix: /deploy the headers that it writes/,
  },
  {
    title: 'a content security policy that only reports',
    plant: answerPath(/^\/(?:forecast)?$/, ({ headers }) => {
      const policy = headers.get('content-security-policy') ?? ''
      headers.delete('content-security-policy')
      headers.set('content-security-policy-report-only', policy)
    }),
    checks: ['csp'],
    problem: /it is Report-Only, which blocks nothing/,
    fix: /deploy the headers that it writes/,
  },
  {
    title: 'a content security policy that allows requests to any host',
    plant: changePolicy(`connect-src 'self'`, `connect-src 'self' https:`),
    checks: ['csp'],
    problem: /^connect-src allows https:, which the app does not need\.$/,
    fix: /deploy the headers that it writes/,
  },
  {
    title: 'a content security policy that allows scripts from a CDN',
    plant: changePolicy(`script-src 'self'`, `script-src 'self' https://*.contoso.example`),
    checks: ['csp'],
    problem: /^script-src allows https:\/\/\*\.contoso\.example/,
    fix: /deploy the headers that it writes/,
  },
  {
    title: 'a content security policy with a sandbox',
    plant: changePolicy(`base-uri 'none'`, `base-uri 'none'; sandbox allow-scripts`),
    checks: ['csp'],
    problem: /sandbox blocks the app’s storage/,
    fix: /deploy the headers that it writes/,
  },
  {
    title: 'a content security policy without form-action',
    plant: changePolicy(`form-action 'none'; `, ''),
    checks: ['csp'],
    problem: /^form-action is missing\.$/,
    fix: /deploy the headers that it writes/,
  },
  {
    title: 'a content security policy that allows event handler attributes',
    plant: changePolicy(`base-uri 'none'`, `base-uri 'none'; script-src-attr 'unsafe-inline'`),
    checks: ['csp'],
    problem: /^script-src-attr allows 'unsafe-inline'/,
    fix: /deploy the headers that it writes/,
  },
]
