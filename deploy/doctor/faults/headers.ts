import { changeHosting, type Fault, replaceFile, type World } from './fault.ts'
import { answerPath, setHeader, setPageHeader } from './host.ts'

const removeHeader = (name: string) => (world: World) =>
  changeHosting(world, ({ globalHeaders }) => {
    delete globalHeaders[name]
  })

const changePolicy = (from: string, to: string) => (world: World) =>
  changeHosting(world, ({ globalHeaders }) => {
    const policy = globalHeaders['Content-Security-Policy'] ?? ''
    globalHeaders['Content-Security-Policy'] = policy.replace(from, to)
  })

export const faultsOfHeaders: Fault[] = [
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
    title: 'an opener policy that is sent twice, so that it means nothing',
    plant: setPageHeader('cross-origin-opener-policy', 'same-origin, same-origin'),
    checks: ['header'],
    problem: /it is "same-origin, same-origin"/,
    fix: /a proxy may not change it/,
  },
  {
    title: 'an embedder policy that blocks the hidden frames',
    plant: setPageHeader('cross-origin-embedder-policy', 'require-corp'),
    checks: ['header'],
    problem: /blocks the hidden frames of silent renewal/,
    fix: /Leave it out/,
  },
  {
    title: 'a host that clears the storage at each load',
    plant: setPageHeader('clear-site-data', '"cache", "storage"'),
    checks: ['header'],
    problem: /ends the session at each load/,
    fix: /Leave it out/,
  },
  {
    title: 'a permissions policy that allows the camera again',
    plant: answerPath(/^\/forecast$/, ({ headers }) =>
      headers.append('permissions-policy', 'camera=*'),
    ),
    checks: ['header'],
    problem: /camera=\*/,
    fix: /a proxy may not change it/,
  },
  {
    title: 'a document that loosens its referrer policy',
    plant: (world) =>
      replaceFile(world, 'index.html', (text) =>
        text.replace('</head>', '<meta name="referrer" content="unsafe-url" /></head>'),
      ),
    checks: ['header'],
    problem: /unsafe-url/,
    fix: /a proxy may not change it/,
  },
  {
    title: 'security headers at the start page alone',
    plant: answerPath(/^\/forecast$/, ({ headers }) => headers.delete('x-content-type-options')),
    checks: ['header'],
    problem: /it is missing/,
    fix: /deploy what it writes/,
  },
  {
    title: 'a policy that only reports',
    plant: answerPath(/^\/(?:forecast)?$/, ({ headers }) => {
      const policy = headers.get('content-security-policy') ?? ''
      headers.delete('content-security-policy')
      headers.set('content-security-policy-report-only', policy)
    }),
    checks: ['csp'],
    problem: /none that blocks: it is Report-Only/,
    fix: /deploy what it writes/,
  },
  {
    title: 'a policy that lets requests go everywhere',
    plant: changePolicy(`connect-src 'self'`, `connect-src 'self' https:`),
    checks: ['csp'],
    problem: /^connect-src lets https: through for no reason\.$/,
    fix: /deploy what it writes/,
  },
  {
    title: 'a policy that lets scripts of a CDN in',
    plant: changePolicy(`script-src 'self'`, `script-src 'self' https://*.contoso.example`),
    checks: ['csp'],
    problem: /^script-src lets https:\/\/\*\.contoso\.example through/,
    fix: /deploy what it writes/,
  },
  {
    title: 'a policy with a sandbox',
    plant: changePolicy(`base-uri 'none'`, `base-uri 'none'; sandbox allow-scripts`),
    checks: ['csp'],
    problem: /sandbox keeps the app from its storage/,
    fix: /deploy what it writes/,
  },
  {
    title: 'a policy that lets a form send what it likes',
    plant: changePolicy(`form-action 'none'; `, ''),
    checks: ['csp'],
    problem: /^form-action is missing\.$/,
    fix: /deploy what it writes/,
  },
  {
    title: 'a policy with handlers in attributes',
    plant: changePolicy(`base-uri 'none'`, `base-uri 'none'; script-src-attr 'unsafe-inline'`),
    checks: ['csp'],
    problem: /^script-src-attr lets 'unsafe-inline' through/,
    fix: /deploy what it writes/,
  },
]
