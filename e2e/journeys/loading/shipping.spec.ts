import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import { localEntraFingerprints } from '#local-entra'

/** Finds texts of the local stack in a folder, plainly or as base64. */
async function findTraces(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const texts = await Promise.all(
    files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
  )
  return texts.flatMap((text) => {
    const all = text.toLowerCase() + decodeBase64(text).toLowerCase()
    return localEntraFingerprints.filter((fingerprint) => all.includes(fingerprint.toLowerCase()))
  })
}

// Base64 encodes a text in three ways, depending on its position in a group of three bytes.
function decodeBase64(text: string): string {
  const runs = text.match(/[A-Za-z0-9+/_-]{16,}/g) ?? []
  return runs
    .flatMap((run) =>
      [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString('latin1')),
    )
    .join('\n')
}

test('the production build contains no trace of the local stack', { tag: '@promise' }, async () => {
  expect(await findTraces('dist')).toEqual([])
})

for (const [how, hide] of [
  ['plainly', (text: string) => text],
  [
    'as base64',
    (text: string) =>
      `data:application/json;base64,${Buffer.from(`{"s":"${text}"}`).toString('base64')}`,
  ],
] as const) {
  test(`the scan finds every trace planted ${how}`, { tag: '@promise' }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'planted-'))
    await cp('dist', folder, { recursive: true })
    await writeFile(
      join(folder, 'assets', 'planted.js'),
      localEntraFingerprints.map(hide).join('\n'),
    )
    const traces = await findTraces(folder)
    await rm(folder, { recursive: true })
    expect(new Set(traces)).toEqual(new Set(localEntraFingerprints))
  })
}
