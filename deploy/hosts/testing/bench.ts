import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, request as requestHttp, type RequestListener } from 'node:http'
import { connect } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import {
  type Certificate,
  type CertificateOptions,
  makeCertificate,
} from '../../../command-line/testing/certificates.ts'
import { nginxServer, type NginxOptions } from '../nginx.ts'
import type { StaticWebAppConfig } from '../static-web-app.ts'
import { findNginx } from './find-nginx.ts'
import { type NameServer, startNameServer } from './name-server.ts'
import { type Around, complaintsOfNginx, startNginx } from './nginx-host.ts'
import { startStrictServer, type StrictServer } from './strict-server.ts'

const program = findNginx() ?? ''

/** Whether there is no nginx, and a suffix for the titles of the skipped tests. */
export const withoutNginx = program === ''
export const why = withoutNginx ? ' (skipped: no nginx on this machine)' : ''

/** The host name of the API. */
export const name = 'api.contoso.example'
/** The path of the API on the app's origin. */
export const path = '/WeatherForecast'
export const bearer = 'Bearer the-access-token'

type Identity = Parameters<typeof startStrictServer>[0]

/** An app, an API with a certificate of a private authority, and an nginx between a browser and them. */
export interface Bench {
  folder: string
  /** The private authority, which nginx trusts. */
  authority: Certificate
  /** A valid certificate for another name. */
  other: Certificate
  /** The DNS server of nginx, which knows the API's name. */
  names: NameServer
  /** Issues a certificate of the private authority, or of the given issuer. */
  issue: (certificateOptions: Partial<CertificateOptions>) => Promise<Certificate>
  startApi: (identity?: Partial<Identity>, listener?: RequestListener) => Promise<StrictServer>
  /** The rules for APIs at the API's path: see {@link NginxOptions}. */
  rules: (options: Partial<NginxOptions>, basePath?: string) => string
  /** Serves rules with nginx. @returns the origin */
  serve: (rules: string, around?: Around) => Promise<string>
  /** Serves the rules for one API. @returns the origin */
  forwardTo: (upstream: string, around?: Around) => Promise<string>
  complaints: (rules: string, around?: Around) => Promise<string>
}

/** Sets up the bench for the tests of a file. Servers are closed after each test. */
export function withBench(): Bench {
  const bench = {} as Bench
  let own: Certificate
  const closing: (() => Promise<void>)[] = []
  const closeLater = <T extends { close: () => Promise<void> }>(started: T): T => {
    closing.push(started.close)
    return started
  }

  const serve: Bench['serve'] = async (text, around) =>
    closeLater(await startNginx(program, text, around)).origin

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'weather-api-'))
    await writeFile(join(folder, 'index.html'), '<title>The app</title>')
    const authority = await makeCertificate({ name: 'A private authority', isAuthority: true })
    const authorities = join(folder, 'authorities.pem')
    await writeFile(authorities, authority.cert)
    const issue: Bench['issue'] = (certificateOptions) =>
      makeCertificate({ name, issuer: authority, ...certificateOptions })
    own = await issue({})
    const rules: Bench['rules'] = (options, basePath = '/') => {
      const usual = { root: folder, authorities, resolver: bench.names.address }
      return nginxServer(hostingAt(basePath), { ...usual, ...options })
    }
    Object.assign(bench, {
      folder,
      authority,
      other: await issue({ name: 'other.contoso.example' }),
      issue,
      rules,
      serve,
      startApi: async (identity, listener) => {
        const usual = { name, certificate: own, other: bench.other }
        return closeLater(await startStrictServer({ ...usual, ...identity }, listener))
      },
      forwardTo: (upstream, around) => serve(rules({ apis: [{ path, upstream }] }), around),
      complaints: (text, around) => complaintsOfNginx(program, text, around),
    } satisfies Omit<Bench, 'names'>)
  })

  beforeEach(async () => {
    bench.names = closeLater(await startNameServer())
    bench.names.names.set(name, '127.0.0.1')
  })

  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close()
  })

  afterAll(() => rm(bench.folder, { recursive: true }))

  return bench
}

function hostingAt(basePath: string): StaticWebAppConfig {
  return {
    navigationFallback: {
      rewrite: `${basePath}index.html`,
      exclude: [`${basePath}assets/*`, `${basePath}*.js`],
    },
    routes: [],
    globalHeaders: { 'X-Of-The-App': 'yes' },
    mimeTypes: {},
  }
}

/** A response. */
export interface Answer {
  status: number | undefined
  headers: IncomingHttpHeaders
  body: string
}

/** Sends a request. Unlike `fetch`, it does not normalise the path, and allows any header. */
export function ask(
  url: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: object; body?: string } = {},
): Promise<Answer> {
  const [, origin = '', target = '/'] = /^(https?:\/\/[^/]+)(.*)$/.exec(url) ?? []
  const all = {
    Authorization: bearer,
    Connection: 'close',
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  }
  return new Promise((resolve, reject) => {
    const sent = requestHttp(origin, { path: target, method, headers: all }, (response) => {
      let text = ''
      response.on('data', (bytes: Buffer) => (text += bytes.toString()))
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: text }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** One request over HTTP/2 (RFC 9113). */
export async function askHttp2(
  origin: string,
  address: string,
  headers: object = {},
): Promise<Answer> {
  const client = connect(origin, { rejectUnauthorized: false })
  client.on('error', () => undefined)
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const stream = client.request({ ':path': address, ...headers })
      let body = ''
      let answer: IncomingHttpHeaders = {}
      stream.on('response', (got) => (answer = got))
      stream.on('data', (bytes: Buffer) => (body += bytes.toString()))
      stream.on('end', () => resolve({ status: Number(answer[':status']), headers: answer, body }))
      stream.on('error', reject)
      stream.end()
    })
  } finally {
    client.destroy()
  }
}
