import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type CollectorOptions, createCollector } from './collector.ts'

const app = 'https://weather.contoso.example'
const reports = { 'content-type': 'application/reports+json', origin: app }

const report = {
  type: 'csp-violation',
  url: `${app}/`,
  body: {
    documentURL: `${app}/forecast?a=1#b`,
    blockedURL: 'inline',
    effectiveDirective: 'script-src-elem',
  },
}
const line = `csp-violation script-src-elem blocked inline on ${app}/forecast (enforce)`

let server: Server | undefined

afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((closed) => server?.close(closed))
})

/** Starts a collector. @returns its address, and the lines so far */
async function start(options: Partial<CollectorOptions> = {}) {
  const lines: string[] = []
  server = createCollector({ origins: [app], log: (text) => lines.push(text), ...options })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/reports`
  const post = (body: string, headers: Record<string, string> = reports) =>
    fetch(url, { method: 'POST', body, headers })
  return { port, url, lines, post }
}

describe('the collector', () => {
  it('logs a line for each report of the Reporting API', async () => {
    const { lines, post } = await start()
    const response = await post(JSON.stringify([report, report]))
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe(app)
    expect(lines).toEqual([line, line])
  })

  it('logs a report of report-uri, and one of WebKit without an origin', async () => {
    const { lines, post } = await start()
    const old = {
      'csp-report': {
        'document-uri': `${app}/forecast`,
        'blocked-uri': 'inline',
        'effective-directive': 'script-src-elem',
        disposition: 'enforce',
      },
    }
    const type = { 'content-type': 'application/csp-report; charset=utf-8' }
    expect((await post(JSON.stringify(old), { ...type, origin: app })).status).toBe(204)
    expect((await post(JSON.stringify(report), { ...type, origin: 'null' })).status).toBe(204)
    expect(lines).toEqual([line, line])
  })

  it('accepts an empty list, as the doctor sends it', async () => {
    const { lines, post } = await start()
    expect((await post('[]')).status).toBe(204)
    expect(lines).toEqual([])
  })

  it('allows the preflight of the app', async () => {
    const { url } = await start()
    const asked = { 'access-control-request-method': 'POST', origin: app }
    const { status, headers } = await fetch(url, { method: 'OPTIONS', headers: asked })
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe(app)
    expect(headers.get('access-control-allow-headers')).toBe('Content-Type')
    expect(headers.get('vary')).toBe('Origin')
  })

  it.each(['https://evil.example', `${app}.evil.example`, 'http://weather.contoso.example'])(
    'refuses pages of %s',
    async (origin) => {
      const { url, lines, post } = await start()
      const refused = [
        await fetch(url, { method: 'OPTIONS', headers: { origin } }),
        await post(JSON.stringify([report]), { ...reports, origin }),
      ]
      expect(refused.map(({ status }) => status)).toEqual([403, 403])
      expect(refused.map(({ headers }) => headers.get('access-control-allow-origin'))).toEqual([
        null,
        null,
      ])
      expect(lines).toEqual([])
    },
  )
})

describe('the collector answers', () => {
  it.each([
    [400, 'a body that is not JSON', '{"csp-report":'],
    [400, 'an empty body', ''],
    [400, 'bytes that are not UTF-8', '\u0000\ufffe'],
    [400, 'lists in lists without an end', '['.repeat(200_000)],
    [422, 'lists in lists', '['.repeat(50_000) + ']'.repeat(50_000)],
    [422, 'another object', '{"a":1}'],
    [422, 'a text', '"csp-report"'],
    [422, 'a list of other things', '[1, "a", null]'],
    [422, 'a report without a body', '[{"type":"csp-violation"}]'],
    [422, 'a report whose body is a list', '[{"type":"csp-violation","body":[]}]'],
    [
      204,
      'wrong types in all fields, without a line',
      '[{"type":"csp-violation","body":{"documentURL":[{}],"lineNumber":"x","blockedURL":5}}]',
    ],
    [
      204,
      'names of inherited properties, without a line',
      '[{"type":"__proto__","body":{"__proto__":{"documentURL":"a"}}}]',
    ],
    [
      413,
      'more reports than a browser sends',
      JSON.stringify(Array.from({ length: 101 }, () => report)),
    ],
    [413, 'a body of a megabyte', `["${'a'.repeat(2 ** 20)}"]`],
  ])('%i to %s', async (status, _, body) => {
    const { lines, post } = await start()
    const response = await post(body)
    expect(response.status).toBe(status)
    expect((await response.text()).length).toBeLessThan(200)
    expect(lines).toEqual([])
    expect((await post(JSON.stringify([report]))).status).toBe(204)
    expect(lines).toEqual([line])
  })

  it.each(['text/plain', 'application/json', ''])('415 to the content type %j', async (type) => {
    const { lines, post } = await start()
    const response = await post(JSON.stringify([report]), { ...reports, 'content-type': type })
    expect(response.status).toBe(415)
    expect(lines).toEqual([])
  })

  it('405 to other methods, and 404 to other paths', async () => {
    const { url, port } = await start()
    const response = await fetch(url)
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'OPTIONS, POST'])
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404)
  })

  it('413 to a body without a length that does not end', async () => {
    const { url } = await start()
    const sent = request(url, { method: 'POST', headers: reports })
    sent.on('error', () => {})
    const more = () => {
      if (!sent.destroyed) sent.write('a'.repeat(10_000), more)
    }
    more()
    const [response] = (await once(sent, 'response')) as [{ statusCode: number }]
    expect(response.statusCode).toBe(413)
    sent.destroy()
  })

  it('429 to more lines than a minute may have, and takes reports again afterwards', async () => {
    let time = 0
    const { lines, post } = await start({ linesPerMinute: 3, now: () => time })
    const two = JSON.stringify([report, report])
    expect((await post(two)).status).toBe(204)
    const refused = await post(two)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60'])
    time = 60_000
    expect((await post(two)).status).toBe(204)
    expect(lines).toHaveLength(4)
  })

  it('hundreds of senders at the same time, one of whom leaves', async () => {
    const { lines, post, port } = await start()
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(
      'POST /reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/csp-report\r\nContent-Length: 9\r\n\r\n[',
    )
    socket.destroy()
    const responses = await Promise.all(
      Array.from({ length: 300 }, () => post(JSON.stringify([report]))),
    )
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([204]))
    expect(lines).toHaveLength(300)
  })
})

/** Runs the command without npm, which Windows cannot start without a shell. */
function runCollector(...parameters: string[]) {
  const command = ['node_modules/jiti/lib/jiti-cli.mjs', 'samples/report-collector/cli.ts']
  const child = spawn(process.execPath, [...command, ...parameters])
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  return { child, output: () => output }
}

describe('npm run report-collector', () => {
  it('prints its address, then a line with the time for each report', async () => {
    const { child, output } = runCollector('--app', `${app}/`, '--port', '0')
    await expect.poll(output).toMatch(/\/reports\n/)
    const [url = ''] = /http:\S+/.exec(output()) ?? []
    await fetch(url, { method: 'POST', body: JSON.stringify([report]), headers: reports })
    await expect.poll(output).toMatch(/\n\d{4}-[\d-]+T[\d:.]+Z csp-violation script-src-elem .*\n$/)
    child.kill()
    await once(child, 'exit')
  })

  it('refuses a wrong address and a wrong port', async () => {
    const { child, output } = runCollector('--app', 'weather', '--port', '70000')
    const [code] = (await once(child, 'close')) as [number]
    expect(code).toBe(2)
    expect(output()).toMatch(/✘ --app is not a URL\.[^]*✘ --port is not a port\./)
  })
})
