import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test as base } from 'playwright/test'
import { contentSecurityPolicy, inlineHashes } from '../hosts/content-security-policy.ts'
import { readPage, sortParts } from './check-added-parts.ts'
import { allowsPart } from './policy.ts'
import type { Part } from './served-document.ts'

// Compares the code that writes the policy, and the code that checks it, with the browser.

interface Host {
  origin: string
  /** Sets the document and its policy. */
  show: (html: string, policy: string) => void
}

const test = base.extend<{ host: Host }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures wanted from this pattern
  host: async ({}, provide) => {
    let [document, rule] = ['', '']
    const server = createServer(({ url }, response) => {
      response.statusCode = url === '/' ? 200 : 404
      response.setHeader('Content-Type', 'text/html; charset=utf-8')
      response.setHeader('Content-Security-Policy', rule)
      response.end(document)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const origin = `http://localhost:${(server.address() as AddressInfo).port}`
    const show = (html: string, policy: string) => void ([document, rule] = [html, policy])
    await provide({ origin, show })
    server.closeAllConnections()
    server.close()
  },
})

const documents: [what: string, html: string][] = [
  ['LF', '<script>\n1\n</script><style>\na{}\n</style>'],
  ['CRLF', '<script>\r\n2\r\n</script>\r\n<style>\r\nb{}\r\n</style>\r\n'],
  ['CR', '<script>\r3\r</script><style>\rc{}\r</style>'],
  ['mixed line endings', '<script>\r\r\n\n4\n\r</script>'],
  ['a line ending after a final CR', '<script>5\r</script>\n<style>d{}\r\n</style>'],
  ['NUL', '<script>"6\0"</script><style>e{}/*\0*/</style>'],
  ['a byte order mark', '\uFEFF<!doctype html><script>7</script><style>f{}</style>'],
  ['non-ASCII letters', '<script>"Wörter – 🌦"</script><style>/* ü */</style>'],
  [
    'entities, which are plain text there',
    '<script>"&amp;&lt;"</script><style>/* &amp; */</style>',
  ],
  ['upper case', '<SCRIPT>8</SCRIPT><STYLE>g{}</STYLE>'],
  ['spaces in the end tag', '<script>9</script ><style>h{}</style\n><script>10</script\tx="y">'],
  ['attributes', `<style media="print">i{}</style><script async data-x='>' id=a>11</script>`],
  [
    'types that run',
    '<script type=" text/javascript ">12</script><script type="Module">13</script>',
  ],
  ['a type without a value', '<script type>14</script><style type>j{}</style>'],
  [
    'old types',
    '<script type="text/x-ecmascript">15</script><script language="JavaScript">16</script>',
  ],
  [
    'data',
    '<script type="application/json">{}</script><script type="text/x-template"><p></script>',
  ],
  [
    'obsolete languages',
    '<script language="vbscript">17</script><script type="text/typescript">18</script>',
  ],
  ['an import map', '<script type="importmap">{"imports":{}}</script>'],
  ['speculation rules', '<script type="speculationrules">{"prefetch":[]}</script>'],
  [
    'styles of another type',
    '<style type="text/less">k{}</style><style type="TEXT/CSS">l{}</style>',
  ],
  ['comments', '<!-- <script>19</script> <style>m{}</style> --><script>20</script>'],
  ['a comment in a script', '<script><!--\n21 // <script> </script>\n--></script><p>'],
  ['a script in a script', '<script><!-- "<script>" + "</script>" --></script><script>22</script>'],
  ['empty', '<script></script><style></style><script> </script><style> </style>'],
  ['a source', '<script src="/x.js">23</script><script src>24</script>'],
  [
    'text in other elements',
    '<title><script>25</script></title><textarea><style>n{}</style></textarea>',
  ],
  ['a template', '<template><script>26</script><style>o{}</style></template>'],
  [
    'a shadow root',
    '<p><template shadowrootmode="open"><script>27</script><style>p{}</style></template></p>',
  ],
  ['without scripting', '<noscript><style>q{}</style></noscript>'],
  ['for old browsers', '<script nomodule>28</script>'],
  ['graphics', '<svg><script>29</script><style>r{}</style><script href="/y.js">30</script></svg>'],
  [
    'SVG with a comment',
    '<svg><script>31<!-- x -->32</script><style><![CDATA[s{}]]></style></svg>',
  ],
  ['the same twice', '<script>33</script><script>33</script>'],
]

const config = {
  authority: 'https://login.contoso.example/t',
  clientId: '11111111-2222-3333-4444-555555555555',
  weatherApi: { url: '/WeatherForecast', scope: 'api://w/access_as_user' },
  tokenStorage: 'session' as const,
}

test('a browser, the policy and the doctor agree on which inline parts of a document run', async ({
  host,
  page,
}) => {
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  /** The hashes in Chromium's messages about the inline parts that a policy blocks. */
  const blockedBy = async (html: string, policy: string) => {
    complaints.length = 0
    host.show(html, policy)
    await page.goto(host.origin)
    const violations = complaints.filter((text) => /Content Security Policy.*inline/s.test(text))
    return new Set(violations.flatMap((text) => /'sha256-[^']+'/.exec(text) ?? text).toSorted())
  }

  for (const [what, html] of documents) {
    const needed = await blockedBy(html, `script-src 'none'; style-src 'none'`)
    const { scripts, styles } = inlineHashes(html)
    expect.soft(new Set([...scripts, ...styles].toSorted()), what).toEqual(needed)

    const policy = contentSecurityPolicy(config, { scripts, styles })
    expect.soft(await blockedBy(html, policy), what).toEqual(new Set())

    const headers = new Headers({ 'content-security-policy': policy })
    const served = readPage({ url: `${host.origin}/`, status: 200, headers, text: html })
    const seen = served.parts.flatMap(({ text }) => (text === undefined ? [] : hashOf(text)))
    expect.soft(new Set(seen.toSorted()), what).toEqual(needed)
    const inline = served.parts.filter(({ text }) => text !== undefined)
    const isBlocked = (part: Part) =>
      !served.applied.every((each) => allowsPart(each, part, host.origin))
    expect.soft(inline.filter(isBlocked), what).toEqual([])
    expect.soft(sortParts(served).own, what).toEqual(expect.arrayContaining(inline))
  }
})

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
