import { execFileSync } from 'node:child_process'
import { constants, existsSync } from 'node:fs'
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeFiles } from './write-deployment.ts'

let folder = ''
let config = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deployment-'))
  config = join(folder, 'config.json')
  await writeFile(config, 'old')
})

afterEach(() => rm(folder, { recursive: true }))

type Failure = [title: string, code: string, make: () => Promise<string>]

const theDiskIsFull: Failure = [
  'the disk is full',
  'ENOSPC',
  async () => {
    await symlink('/dev/full', join(folder, 'server.conf'))
    return join(folder, 'server.conf')
  },
]

const isWindows = process.platform === 'win32'

describe('the files of a deployment', () => {
  it.each<Failure>([
    ['its folder does not exist', 'ENOENT', async () => join(folder, 'gone', 'server.conf')],
    ['its folder is a file', 'ENOTDIR', async () => join(config, 'server.conf')],
    [
      'it is a folder',
      'EISDIR',
      async () => {
        await mkdir(join(folder, 'server.conf'))
        return join(folder, 'server.conf')
      },
    ],
    ...(existsSync('/dev/full') ? [theDiskIsFull] : []),
  ])('all stay unchanged when one cannot be written: %s', async (_, code, make) => {
    const server = await make()
    const before = await readdir(folder)
    const files = new Map([config, server].map((file) => [file, 'new']))
    await expect(writeFiles(files)).rejects.toMatchObject({ code, path: server })
    expect(await readFile(config, 'utf8')).toBe('old')
    expect(await readdir(folder)).toEqual(before)
  })

  it('are complete when several commands write at the same time', async () => {
    const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(100_000))
    await Promise.all(texts.map((text) => writeFiles(new Map([[config, text]]))))
    expect(texts).toContain(await readFile(config, 'utf8'))
  })

  it.skipIf(isWindows).each(['exists', 'does not exist yet'])(
    'are written through a link to a file that %s',
    async (state) => {
      await mkdir(join(folder, 'mounted'))
      const target = join(folder, 'mounted', 'config.json')
      if (state === 'exists') await writeFile(target, 'old')
      await rm(config)
      await symlink(join('mounted', 'config.json'), config)
      await writeFiles(new Map([[config, 'new']]))
      expect(await readFile(target, 'utf8')).toBe('new')
      expect((await lstat(config)).isSymbolicLink()).toBe(true)
    },
  )

  it.skipIf(isWindows)('keep their mode', async () => {
    await chmod(config, 0o640)
    await writeFiles(new Map([[config, 'new']]))
    expect((await stat(config)).mode & 0o777).toBe(0o640)
  })

  it.skipIf(isWindows)('can be a pipe', async () => {
    const pipe = join(folder, 'server.conf')
    execFileSync('mkfifo', [pipe])
    const reader = await open(pipe, constants.O_RDWR | constants.O_NONBLOCK)
    await writeFiles(new Map([[pipe, 'new']]))
    expect((await stat(pipe)).isFIFO()).toBe(true)
    const { buffer, bytesRead } = await reader.read()
    expect(buffer.toString('utf8', 0, bytesRead)).toBe('new')
    await reader.close()
  })
})
