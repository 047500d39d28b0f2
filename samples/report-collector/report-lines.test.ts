import * as fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import { linesOf } from './report-lines.ts'

const fuzz = inject('fuzz')
const app = 'https://weather.contoso.example'

/** What Chromium 156 sent for an image that the policy blocks. */
const fromChromium = {
  age: 75,
  body: {
    blockedURL: 'https://evil.example/pixel?code=secret',
    columnNumber: 50,
    disposition: 'enforce',
    documentURL: `${app}/forecast?days=5`,
    effectiveDirective: 'img-src',
    lineNumber: 12,
    originalPolicy: "default-src 'none'; img-src 'self'; report-to violations",
    referrer: '',
    sample: '',
    sourceFile: `${app}/assets/index-a1b2.js`,
    statusCode: 200,
  },
  type: 'csp-violation',
  url: `${app}/forecast?days=5`,
  user_agent: 'Mozilla/5.0',
}

/** What WebKitGTK 2.50 sends: one report without a list. */
const fromWebKit = {
  type: 'csp-violation',
  url: `${app}/`,
  body: { ...fromChromium.body, blockedURL: 'inline', effectiveDirective: 'script-src-elem' },
}

/** What browsers send to `report-uri`. */
const old = {
  'csp-report': {
    'document-uri': `${app}/redirect.html`,
    'violated-directive': 'script-src-elem',
    'effective-directive': 'script-src-elem',
    'blocked-uri': 'inline',
    'source-file': `${app}/redirect.html?x`,
    'line-number': 1,
    disposition: 'enforce',
  },
}

describe('the line of a report', () => {
  it.each([
    [
      'the Reporting API',
      [fromChromium],
      `csp-violation img-src blocked https://evil.example/pixel on ${app}/forecast by ${app}/assets/index-a1b2.js:12 (enforce)`,
    ],
    [
      'WebKit',
      fromWebKit,
      `csp-violation script-src-elem blocked inline on ${app}/forecast by ${app}/assets/index-a1b2.js:12 (enforce)`,
    ],
    [
      'report-uri',
      old,
      `csp-violation script-src-elem blocked inline on ${app}/redirect.html by ${app}/redirect.html:1 (enforce)`,
    ],
    [
      'Integrity-Policy',
      [
        {
          type: 'integrity-violation',
          url: `${app}/`,
          body: {
            documentURL: `${app}/`,
            blockedURL: `${app}/assets/x.js?1`,
            destination: 'script',
            reportOnly: false,
          },
        },
      ],
      `integrity-violation script blocked ${app}/assets/x.js on ${app}/ (enforce)`,
    ],
  ])('has what was blocked, where and by which rule: %s', (_, body, line) => {
    expect(linesOf(body, [app])).toEqual({ lines: [line], skipped: 0 })
  })

  it('is left out for documents of other origins and for other kinds of reports', () => {
    const foreign = [`${app}.evil.example/`, 'https://evil.example/', 'about:blank', undefined]
    const bodies = foreign.map((documentURL) => ({ ...fromChromium.body, documentURL }))
    const reports = bodies.map((body) => ({ ...fromChromium, body }))
    const body = [...reports, { ...fromChromium, type: 'deprecation' }, fromChromium]
    expect(linesOf(body, [app])).toMatchObject({ lines: [expect.anything()], skipped: 5 })
  })

  it.each([null, 5, 'text', {}, [null], [[]], [{ type: 'csp-violation' }], { 'csp-report': [] }])(
    'does not exist for %j',
    (body) => {
      expect(linesOf(body, [app])).toBeUndefined()
    },
  )

  it('is short, also for a long path', () => {
    const documentURL = `${app}/${'a'.repeat(100_000)}`
    const body = [{ ...fromChromium, body: { ...fromChromium.body, documentURL } }]
    expect(linesOf(body, [app])?.lines[0]?.length).toBeLessThan(1000)
  })
})

const marker = 'S3cr3tM4rk'

const path = fc.constantFrom('', '/', '/forecast', '/a;b', '//', '/%2e%2e/', '\\a', '/ü b')
const tail = fc.constantFrom(
  `?code=${marker}`,
  `#code=${marker}`,
  `?a#b?${marker}`,
  `?\n${marker}`,
  `#%0a${marker}`,
)
const host = fc.constantFrom(app, 'HTTP://Evil.example:8080', 'https:\\\\evil.example')
/** Documents of the app. Reports about others make no line. */
const ownUrl = fc.tuple(path, tail).map((parts) => app + parts.join(''))
const anyText = fc.oneof(
  fc.tuple(host, path, tail).map((parts) => parts.join('')),
  fc.constantFrom(
    `https://${marker}@weather.contoso.example/`,
    `https://u:${marker}@evil.example/x`,
    `javascript:${marker}`,
    `data:text/html,${marker}`,
    `blob:${app}/${marker}`,
    `about:blank?${marker}`,
    `inline ${marker}`,
    `//${marker}`,
    `${marker}:x`,
    `\n${marker}`,
  ),
)
const anyValue = fc.oneof(anyText, fc.constantFrom(null, 7, true, [marker], { toString: marker }))

function fieldsOf(example: object) {
  const names = [...Object.keys(example), 'destination', 'script-sample', marker]
  const fields = Object.fromEntries(names.map((name) => [name, anyValue]))
  return fc.record(fields, { requiredKeys: [] })
}

describe('the log', () => {
  it('has no query, fragment or credentials of a URL, and no other text of a report', () => {
    let lines = 0
    const type = fc.constantFrom('csp-violation', 'integrity-violation', marker)
    const [modern, ancient] = [fieldsOf(fromChromium.body), fieldsOf(old['csp-report'])]
    fc.assert(
      fc.property(modern, ancient, type, anyText, ownUrl, (body, report, kind, url, own) => {
        const bodies: unknown[] = [
          [{ type: kind, url, user_agent: marker, body: { ...body, documentURL: own } }],
          { type: kind, url, body },
          { 'csp-report': { ...report, 'document-uri': own }, body, type: marker },
        ]
        for (const each of bodies) {
          const found = linesOf(each, [app])?.lines ?? []
          lines += found.length
          const text = found.join(' ')
          expect(text.toLowerCase()).not.toContain(marker.toLowerCase())
          expect(text).toMatch(/^[\x20-\x7e]*$/)
        }
      }),
      fuzz,
    )
    // At least the last of the three.
    expect(lines).toBeGreaterThanOrEqual(fuzz.numRuns)
  })
})
