import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import type { BillOfMaterials } from '../../../deploy/bill-of-materials/bill-of-materials.ts'
import { buildWith } from '../../support/build-app.ts'
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

/** Packages of which only helper functions are in the build, which have no source map. */
const helpers = ['rolldown', 'vite']

/** @returns the packages that the source maps of a build name as sources, apart from its helpers */
async function packagesInMaps(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  const maps = names.filter((name) => name.endsWith('.js.map'))
  const texts = await Promise.all(maps.map((name) => readFile(join(folder, name), 'utf8')))
  const sources = texts.flatMap((text) => (JSON.parse(text) as { sources: string[] }).sources)
  const packages = sources.flatMap(
    (source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? [],
  )
  return [...new Set(packages)].toSorted()
}

test.describe('the bill of materials', () => {
  const read = (folder: string) => readFile(join(folder, 'sbom.cdx.json'), 'utf8')
  const parse = (bill: string) => JSON.parse(bill) as BillOfMaterials

  test(
    'names the packages in the scripts and no others, and is the same for each build',
    { tag: '@promise' },
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'mapped-'))
      buildWith('--sourcemap', 'hidden', '--outDir', folder, '--emptyOutDir')
      const packages = await packagesInMaps(folder)
      const bill = await read(folder)
      await rm(folder, { recursive: true })
      expect(packages).toContain('@azure/msal-browser')
      expect(parse(bill).components.map(({ name }) => name)).toEqual(
        [...packages, ...helpers].toSorted(),
      )
      expect(bill).toBe(await read('dist'))
    },
  )

  test('names the packages whose licences ship with the build', { tag: '@promise' }, async () => {
    const licences = await readFile('dist/licenses.txt', 'utf8')
    const named = Array.from(licences.matchAll(/^## (.+)$/gm), ([, heading = '']) => heading)
    const shipped = parse(await read('dist')).components.filter(
      ({ name }) => !helpers.includes(name),
    )
    expect(named.toSorted()).toEqual(
      shipped
        .map((each) => `${each.name} - ${each.version} (${each.licenses?.[0]?.license.id})`)
        .toSorted(),
    )
    const texts = licences.split(/^## .*$/m).slice(1)
    expect(texts.filter((text) => !/Copyright .*\d|Permission/.test(text))).toEqual([])
  })
})
