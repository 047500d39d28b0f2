import { createHash } from 'node:crypto'
import { changeHosting, type Fault, plantInFront, replaceFile, type Deployment } from './fault.ts'

/** Puts a proxy in front of the host that adds markup to each page. */
const add = (markup: string) => (deployment: Deployment) =>
  plantInFront(deployment, (answer, request) => {
    const isPage = answer.headers.get('content-type')?.startsWith('text/html') === true
    // Such proxies usually change only responses to browsers.
    const isBrowser = request.headers.get('accept')?.includes('text/html') === true
    if (isPage && isBrowser) answer.body = answer.body.replace('</head>', `${markup}</head>`)
  })

/** Adds markup to index.html, and its source to the content security policy. */
const addAndAllow = (markup: string, source: string) => async (deployment: Deployment) => {
  await changeHosting(deployment, ({ globalHeaders }) => {
    const policy = globalHeaders['Content-Security-Policy'] ?? ''
    globalHeaders['Content-Security-Policy'] = policy.replace(
      'script-src ',
      `script-src ${source} `,
    )
  })
  return replaceFile(deployment, 'index.html', (text) =>
    text.replace('</head>', `${markup}</head>`),
  )
}

const rocketLoader =
  '<script src="/cdn-cgi/scripts/7d0fa10a/cloudflare-static/rocket-loader.min.js" data-cf-settings="1a-|49" defer></script>'
const beacon =
  '<script defer src="https://static.cloudflareinsights.com/beacon.min.js/v1" data-cf-beacon=\'{"token":"1"}\' crossorigin="anonymous"></script>'

export const faultsOfInjectedMarkup: Fault[] = [
  {
    title: 'an injected script',
    plant: add('<script>console.log("added")</script>'),
    checks: ['added'],
    problem:
      /^something between .* adds <script>console\.log.* The content security policy blocks it\.$/,
    fix: /Compare the document with dist\/index\.html/,
  },
  {
    title: 'an injected script with attributes',
    plant: add('<script type="text/javascript" nonce="abc" data-x>1</script>'),
    checks: ['added'],
    problem: /adds <script type="text\/javascript" nonce="abc" data-x>/,
    fix: /security software/,
  },
  {
    title: 'an injected module',
    plant: add('<script type="module">import "/x.js"</script>'),
    checks: ['added'],
    problem: /adds <script type="module">/,
    fix: /Compare the document/,
  },
  {
    title: 'an injected script from another host',
    plant: add('<script src="https://tools.contoso.example/x.js"></script>'),
    checks: ['added'],
    problem:
      /adds <script src="https:\/\/tools\.contoso\.example.* The content security policy blocks it\.$/,
    fix: /Compare the document/,
  },
  {
    title: 'an injected script from the same host',
    plant: add('<script src="/snippets/x.js"></script>'),
    checks: ['added'],
    problem: /\/snippets\/x\.js.* It runs in the app, where the access tokens are\.$/,
    fix: /Compare the document/,
  },
  {
    title: 'an injected event handler attribute',
    plant: add('<link rel="icon" href="/icon.svg" onload="track()" />'),
    checks: ['added'],
    problem: /onload="track\(\)"/,
    fix: /Compare the document/,
  },
  {
    title: 'an injected preload of a script',
    plant: add('<link rel="preload" as="script" href="https://tools.contoso.example/x.js" />'),
    checks: ['added'],
    problem: /adds <link rel="preload"/,
    fix: /Compare the document/,
  },
  {
    title: 'an injected frame',
    plant: add('<iframe src="https://vercel.live/feedback" hidden></iframe>'),
    checks: ['added'],
    problem: /^Vercel/,
    fix: /Vercel Toolbar/,
  },
  {
    title: 'the beacon of Cloudflare Web Analytics',
    plant: add(beacon),
    checks: ['added'],
    problem: /^Cloudflare Web Analytics adds/,
    fix: /automatic setup/,
  },
  {
    title: 'the bot detection of Cloudflare',
    plant: add('<script>(function(){window.__CF$cv$params={r:"1"}})()</script>'),
    checks: ['added'],
    problem: /^Cloudflare’s bot detection/,
    fix: /Bot Fight Mode/,
  },
  {
    title: 'Cloudflare Rocket Loader',
    plant: async (deployment) => {
      const { undo } = await replaceFile(deployment, 'index.html', (text) =>
        text
          .replace('<script type="module"', '<script type="0123456789abcdef01234567-module"')
          .replace('</body>', `${rocketLoader}</body>`),
      )
      return { undo }
    },
    checks: ['added', 'added'],
    problem: /^Cloudflare Rocket Loader changes/,
    fix: /Turn off Rocket Loader/,
  },
  {
    title: 'an injected script that the content security policy allows by a nonce',
    plant: addAndAllow('<script nonce="abc">1</script>', `'nonce-abc'`),
    checks: ['added', 'csp'],
    problem: /It runs in the app/,
    fix: /Compare the document/,
  },
  {
    title: 'a content security policy with wrong hashes',
    plant: async (deployment) => {
      const { undo } = await replaceFile(deployment, 'index.html', (text) =>
        text.replaceAll('\n', '\r\n'),
      )
      await changeHosting(deployment, ({ globalHeaders }) => {
        const policy = globalHeaders['Content-Security-Policy'] ?? ''
        globalHeaders['Content-Security-Policy'] = policy.replaceAll(
          /'sha256-[^']+'/g,
          (hash) => `'sha256-${createHash('sha256').update(hash).digest('base64')}'`,
        )
      })
      return { undo }
    },
    checks: ['csp', 'csp', 'csp', 'csp'],
    problem: /style-src blocks 'sha256-|script-src blocks 'sha256-/,
    fix: /deploy the headers that it writes/,
  },
  {
    title: 'a second content security policy from a proxy',
    plant: (deployment) =>
      changeHosting(deployment, ({ globalHeaders }) => {
        const policy = globalHeaders['Content-Security-Policy'] ?? ''
        globalHeaders['Content-Security-Policy'] =
          `${policy}, default-src 'self'; connect-src 'self'`
      }),
    checks: ['csp', 'csp', 'csp', 'csp'],
    problem: /^style-src blocks 'sha256-/,
    fix: /several policies/,
  },
  {
    title: 'a second content security policy in the document',
    plant: add(`<meta http-equiv="Content-Security-Policy" content="connect-src 'self'; sandbox">`),
    checks: ['csp'],
    problem: /^connect-src blocks http:/,
    fix: /several policies/,
  },
]
