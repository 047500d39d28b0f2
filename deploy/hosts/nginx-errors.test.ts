import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ask, why, withBench, withoutNginx } from './testing/bench.ts'
import { nginxServer } from './nginx.ts'
import type { StaticWebAppConfig } from './static-web-app.ts'

const bench = withBench()

const hosting: StaticWebAppConfig = {
  navigationFallback: { rewrite: '/index.html', exclude: ['/assets/*'] },
  routes: [{ route: '/assets/*', headers: { 'Cache-Control': 'max-age=31536000, immutable' } }],
  globalHeaders: { 'X-Of-The-App': 'yes', 'Cache-Control': 'no-cache' },
  mimeTypes: {},
}

async function serve(): Promise<string> {
  await mkdir(join(bench.folder, 'assets'), { recursive: true })
  await writeFile(join(bench.folder, 'assets', 'index-a1.js'), '1')
  // The tests share the folder, and only root can write to a file with mode 0.
  const secret = join(bench.folder, 'assets', 'secret-b2.js')
  await rm(secret, { force: true })
  await writeFile(secret, '1', { mode: 0 })
  return bench.serve(nginxServer(hosting, { root: bench.folder }))
}

describe.skipIf(withoutNginx)(`an error of nginx${why}`, () => {
  it.each([
    [403, 'a file that nginx may not read', 'secret-b2.js', {}],
    [405, 'a method that files do not have', 'index-a1.js', { method: 'POST' }],
  ])('is not cached as long as the file: %i, %s', async (status, _, path, request) => {
    const origin = await serve()
    if (status === 403 && process.getuid?.() === 0) return // Root may read every file.
    const found = await ask(`${origin}/assets/index-a1.js`)
    expect(found.headers['cache-control']).toBe('max-age=31536000, immutable')
    const answer = await ask(`${origin}/assets/${path}`, request)
    expect(answer.status).toBe(status)
    expect(answer.headers['cache-control']).toBeUndefined()
    expect(answer.headers['x-of-the-app']).toContain('yes')
  })

  // nginx adds the headers of the file before it detects an invalid range (416).
  it('is not caused by an invalid range: the response is the whole file', async () => {
    const origin = await serve()
    for (const range of ['bytes=9-', 'bytes=0-0', 'bytes=0-0,0-0']) {
      const answer = await ask(`${origin}/assets/index-a1.js`, { headers: { Range: range } })
      expect(answer).toMatchObject({ status: 200, body: '1' })
    }
  })
})
