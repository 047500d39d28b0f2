import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Certificate } from '../../../command-line/testing/certificates.ts'
import { freePort } from '../../../command-line/testing/free-ports.ts'
import type { StaticHost } from '../../../e2e/support/static-host.ts'

/** The surroundings of the rules. */
export interface Around {
  /** Lines for the `http` block. */
  http?: string
  /** The certificate for https and HTTP/2; plain HTTP by default. */
  tls?: Certificate
}

/**
 * Serves with nginx on a loopback port.
 * @param program the path of nginx
 * @param server content of the `server` block
 */
export async function startNginx(
  program: string,
  server: string,
  around: Around = {},
): Promise<StaticHost> {
  const { folder, port } = await prepare(server, around)
  const nginx = spawn(program, ['-p', folder, '-c', 'nginx.conf', '-g', 'daemon off;'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await waitUntilServing(nginx)
  return {
    origin: `${around.tls ? 'https' : 'http'}://localhost:${port}`,
    close: async () => {
      await stop(nginx)
      await rm(folder, { recursive: true })
    },
  }
}

/**
 * Tests a configuration with `nginx -t`.
 * @returns its error messages; an empty string for a valid configuration
 */
export async function complaintsOfNginx(
  program: string,
  server: string,
  around: Around = {},
): Promise<string> {
  const { folder } = await prepare(server, around)
  const { status, stderr } = spawnSync(program, ['-t', '-q', '-p', folder, '-c', 'nginx.conf'], {
    encoding: 'utf8',
  })
  await rm(folder, { recursive: true })
  return status === 0 ? '' : stderr
}

/** Writes the configuration for a server, and its certificate. */
async function prepare(server: string, around: Around): Promise<{ folder: string; port: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'weather-nginx-'))
  const port = await freePort()
  await writeFile(join(folder, 'nginx.conf'), configuration(folder, port, server, around))
  await writeFile(join(folder, 'server.crt'), around.tls?.cert ?? '')
  await writeFile(join(folder, 'server.key'), around.tls?.key ?? '')
  return { folder, port }
}

function configuration(folder: string, port: number, server: string, { http, tls }: Around) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  // As root, nginx would run its workers as a user who may not read the files.
  const user = process.getuid?.() === 0 ? `user ${userInfo().username};\n` : ''
  return `${user}worker_processes 1;
pid ${folder}/pid;
error_log stderr notice;
events {}
http {
  access_log off;
${http ?? ''}
${temporary.map((name) => `  ${name}_temp_path ${folder}/${name};`).join('\n')}
  server {
    listen 127.0.0.1:${port}${tls ? ' ssl http2' : ''};
    server_name localhost;
    ${tls ? `ssl_certificate server.crt; ssl_certificate_key server.key;` : ''}
${server}
  }
}
`
}

async function waitUntilServing(nginx: ChildProcess): Promise<void> {
  const said: string[] = []
  const lines = createInterface({ input: nginx.stderr ?? process.stdin })
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      said.push(line)
      if (line.includes('start worker process')) resolve()
    })
    nginx.once('error', reject)
    nginx.once('exit', () => reject(new Error(`nginx did not start:\n${said.join('\n')}`)))
  })
}

function stop(nginx: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    nginx.once('exit', () => resolve())
    nginx.kill('SIGTERM')
  })
}

// Transport headers differ between servers.
const transport = new Set([
  'accept-ranges',
  'connection',
  'content-encoding',
  'content-length',
  'date',
  'etag',
  'keep-alive',
  'last-modified',
  'server',
  'transfer-encoding',
  'vary',
])

/** Status and headers of a response, for comparison with another server. */
export async function answerOf(url: string) {
  const response = await fetch(url)
  const headers = [...response.headers].filter(([name]) => !transport.has(name))
  return {
    status: response.status,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, value.toLowerCase()])),
  }
}
