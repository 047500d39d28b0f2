import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let folder = ''
let script = ''
let done = ''

// Prints a line, waits until its input ends, prints more, and does its work.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'output-'))
  script = join(folder, 'command.mjs')
  done = join(folder, 'done')
  const address = pathToFileURL(resolve('command-line/command.ts')).href
  const code = `
    import { writeFileSync } from 'node:fs'
    import { text } from 'node:stream/consumers'
    import { runProcess } from ${JSON.stringify(address)}
    await runProcess({
      options: {},
      purpose: '',
      run: async (_, { say }) => {
        say('begins')
        await text(process.stdin)
        for (let line = 0; line < 3; line += 1) {
          say('more')
          await new Promise((next) => setImmediate(next))
        }
        writeFileSync(${JSON.stringify(done)}, '')
        return 0
      },
    })`
  await writeFile(script, code)
})

afterAll(() => rm(folder, { recursive: true }))

function start(output: 'pipe' | number) {
  const jiti = resolve('node_modules/jiti/lib/jiti-cli.mjs')
  return spawn(process.execPath, [jiti, script], { stdio: ['pipe', output, 'pipe'] })
}

describe('the output of a command', () => {
  it('may lose its reader: the command finishes its work', async () => {
    const child = start('pipe')
    await once(child.stdout ?? child, 'data')
    child.stdout?.destroy()
    child.stdin?.end()
    const [code] = (await once(child, 'exit')) as [number]
    expect(existsSync(done)).toBe(true)
    expect(code).toBe(0)
  })

  it.skipIf(!existsSync('/dev/full'))('fails the command when part of it is lost', async () => {
    const full = await open('/dev/full', 'w')
    const child = start(full.fd)
    child.stdin?.end()
    const [complaint, [code]] = await Promise.all([
      text(child.stderr ?? Readable.from([])),
      once(child, 'exit'),
    ])
    await full.close()
    expect(complaint).toBe(
      '✘ The output cannot be written (ENOSPC). Part of it is lost.\n  Free some disk space, or redirect the output elsewhere.\n',
    )
    expect(code).toBe(1)
  })
})
