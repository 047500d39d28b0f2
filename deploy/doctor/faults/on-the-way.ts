import { createHash } from 'node:crypto'
import { changeHosting, type Fault, plantInFront, replaceFile, type World } from './fault.ts'

/** Puts something between the host and the browser that adds markup to each page. */
const add = (markup: string) => (world: World) =>
  plantInFront(world, (answer, request) => {
    const isPage = answer.headers.get('content-type')?.startsWith('text/html') === true
    // Most of them leave alone what no browser asks for.
    const isBrowser = request.headers.get('accept')?.includes('text/html') === true
    if (isPage && isBrowser) answer.body = answer.body.replace('</head>', `${markup}</head>`)
  })

/** The same for one document, and the policy of the host changed as well. */
const addAndAllow = (markup: string, source: string) => async (world: World) => {
  await changeHosting(world, ({ globalHeaders }) => {
    const policy = globalHeaders['Content-Security-Policy'] ?? ''
    globalHeaders['Content-Security-Policy'] = policy.replace(
      'script-src ',
      `script-src ${source} `,
    )
  })
  return replaceFile(world, 'index.html', (text) => text.replace('</head>', `${markup}</head>`))
}

const rocketLoader =
  '<script src="/cdn-cgi/scripts/7d0fa10a/cloudflare-static/rocket-loader.min.js" data-cf-settings="1a-|49" defer></script>'
const beacon =
  '<script defer src="https://static.cloudflareinsights.com/beacon.min.js/v1" data-cf-beacon=\'{"token":"1"}\' crossorigin="anonymous"></script>'

export const faultsOnTheWay: Fault[] = [
  {
    title: 'a script that something adds',
    plant: add('<script>console.log("added")</script>'),
    checks: ['added'],
    problem: /^something between .* adds <script>console\.log.* The policy blocks it\.$/,
    fix: /Compare the document with dist\/index\.html/,
  },
  {
    title: 'a script with attributes that something adds',
    plant: add('<script type="text/javascript" nonce="abc" data-x>1</script>'),
    checks: ['added'],
    problem: /adds <script type="text\/javascript" nonce="abc" data-x>/,
    fix: /security software/,
  },
  {
    title: 'a module that something adds',
    plant: add('<script type="module">import "/x.js"</script>'),
    checks: ['added'],
    problem: /adds <script type="module">/,
    fix: /Compare the document/,
  },
  {
    title: 'a script of another host',
    plant: add('<script src="https://tools.contoso.example/x.js"></script>'),
    checks: ['added'],
    problem: /adds <script src="https:\/\/tools\.contoso\.example.* The policy blocks it\.$/,
    fix: /Compare the document/,
  },
  {
    title: 'a script of the same host that is not of the build',
    plant: add('<script src="/snippets/x.js"></script>'),
    checks: ['added'],
    problem: /\/snippets\/x\.js.* It runs in the app, where the access tokens are\.$/,
    fix: /Compare the document/,
  },
  {
    title: 'a handler in an attribute',
    plant: add('<link rel="icon" href="/icon.svg" onload="track()" />'),
    checks: ['added'],
    problem: /onload="track\(\)"/,
    fix: /Compare the document/,
  },
  {
    title: 'a script that is loaded ahead',
    plant: add('<link rel="preload" as="script" href="https://tools.contoso.example/x.js" />'),
    checks: ['added'],
    problem: /adds <link rel="preload"/,
    fix: /Compare the document/,
  },
  {
    title: 'a frame that something adds',
    plant: add('<iframe src="https://vercel.live/feedback" hidden></iframe>'),
    checks: ['added'],
    problem: /^Vercel/,
    fix: /Vercel Toolbar/,
  },
  {
    title: 'the beacon of Cloudflare',
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
    title: 'Rocket Loader of Cloudflare',
    plant: async (world) => {
      const { undo } = await replaceFile(world, 'index.html', (text) =>
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
    title: 'an added script that the host’s policy allows by a nonce',
    plant: addAndAllow('<script nonce="abc">1</script>', `'nonce-abc'`),
    checks: ['added', 'csp'],
    problem: /It runs in the app/,
    fix: /Compare the document/,
  },
  {
    title: 'a policy with the hashes of other line ends than those that a browser hashes',
    plant: async (world) => {
      const { undo } = await replaceFile(world, 'index.html', (text) =>
        text.replaceAll('\n', '\r\n'),
      )
      await changeHosting(world, ({ globalHeaders }) => {
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
    fix: /deploy what it writes/,
  },
  {
    title: 'a second policy, of a proxy',
    plant: (world) =>
      changeHosting(world, ({ globalHeaders }) => {
        const policy = globalHeaders['Content-Security-Policy'] ?? ''
        globalHeaders['Content-Security-Policy'] =
          `${policy}, default-src 'self'; connect-src 'self'`
      }),
    checks: ['csp', 'csp', 'csp', 'csp'],
    problem: /^style-src blocks 'sha256-/,
    fix: /Several policies are sent/,
  },
  {
    title: 'a second policy, in the document',
    plant: add(`<meta http-equiv="Content-Security-Policy" content="connect-src 'self'; sandbox">`),
    checks: ['csp'],
    problem: /^connect-src blocks http:/,
    fix: /Several policies are sent/,
  },
]
