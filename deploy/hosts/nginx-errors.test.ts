import { chmod, mkdir, writeFile } from 'node:fs/promises'
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
  await writeFile(join(bench.folder, 'assets', 'secret-b2.js'), '1')
  await chmod(join(bench.folder, 'assets', 'secret-b2.js'), 0)
  return bench.serve(nginxServer(hosting, { root: bench.folder }))
}

describe.skipIf(withoutNginx)(`an error of nginx${why}`, () => {
  it.each([
    [403, 'a file that nginx may not read', 'secret-b2.js', {}],
    [405, 'a method that files do not have', 'index-a1.js', { method: 'POST' }],
  ])('is not kept as long as the file: %i, %s', async (status, _, path, request) => {
    const origin = await serve()
    if (status === 403 && process.getuid?.() === 0) return // Root may read every file.
    const found = await ask(`${origin}/assets/index-a1.js`)
    expect(found.headers['cache-control']).toBe('max-age=31536000, immutable')
    const answer = await ask(`${origin}/assets/${path}`, request)
    expect(answer.status).toBe(status)
    expect(answer.headers['cache-control']).toBeUndefined()
    expect(answer.headers['x-of-the-app']).toContain('yes')
  })

  // nginx adds the headers of the file before it finds that a range is wrong (416).
  it('is not caused by a range: the answer is the whole file', async () => {
    const origin = await serve()
    for (const range of ['bytes=9-', 'bytes=0-0', 'bytes=0-0,0-0']) {
      const answer = await ask(`${origin}/assets/index-a1.js`, { headers: { Range: range } })
      expect(answer).toMatchObject({ status: 200, body: '1' })
    }
  })
})
