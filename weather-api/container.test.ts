import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { audience, type AuthorityDouble, startAuthorityDouble } from './testing/authority-double.ts'
import { startStandalone } from './testing/start-standalone.ts'

// Needs no Docker: these tests follow the Dockerfile in a folder.
const dockerfile = 'weather-api/Dockerfile'
let folder = ''
let authority: AuthorityDouble

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weather-container-'))
  authority = await startAuthorityDouble()
})

afterEach(async () => {
  authority.close()
  await rm(folder, { recursive: true })
})

interface Copy {
  isFromBuild: boolean
  from: string
  to: string
}

/** The COPY instructions of the last stage of the Dockerfile. */
async function readCopies(): Promise<Copy[]> {
  const stages = (await readFile(dockerfile, 'utf8')).split(/^FROM /m)
  const copies = (stages.at(-1) ?? '').matchAll(/^COPY (--from=\S+ )?(\S+) (\S+)$/gm)
  return Array.from(copies, ([, stage, from = '', to = '']) => ({
    isFromBuild: stage !== undefined,
    from,
    to,
  }))
}

/** Reads the ignore file: the last matching pattern decides, and a folder includes its content. */
async function readIgnore(): Promise<(path: string) => boolean> {
  const lines = (await readFile(`${dockerfile}.dockerignore`, 'utf8')).split('\n')
  const rules = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ isIgnored: !line.startsWith('!'), pattern: toRegExp(line.replace('!', '')) }))
  return (path) => rules.findLast(({ pattern }) => pattern.test(path))?.isIgnored ?? false
}

function toRegExp(glob: string): RegExp {
  const parts = { '**/': '(?:.*/)?', '*': '[^/]*', '.': '\\.' }
  const source = glob.replace(/\*\*\/|\*|\./g, (part) => parts[part as keyof typeof parts])
  return new RegExp(`^${source}(?:/|$)`)
}

/** Copies the dependencies of the workspaces, like `npm ci --workspace … --omit=dev`. */
async function copyDependencies(to: string): Promise<void> {
  for (const workspace of ['command-line', 'weather-api']) {
    const manifest = JSON.parse(await readFile(`${workspace}/package.json`, 'utf8')) as {
      dependencies: Record<string, string>
    }
    for (const name of Object.keys(manifest.dependencies)) {
      await cp(`node_modules/${name}`, join(to, name), { recursive: true })
    }
  }
}

async function buildContainer(): Promise<void> {
  const isIgnored = await readIgnore()
  for (const { isFromBuild, from, to } of await readCopies()) {
    if (isFromBuild) {
      if (from !== '/weather/node_modules') throw new Error(`this test does not know ${from}`)
      await copyDependencies(join(folder, to))
      continue
    }
    await mkdir(join(folder, to), { recursive: true })
    for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (!entry.isFile() || isIgnored(withSlashes(path))) continue
      await cp(path, join(folder, to, relative(from, path)))
    }
  }
}

const withSlashes = (path: string) => path.split(sep).join('/')

/** The files in the container, without `node_modules`. */
async function shippedFiles(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => withSlashes(relative(folder, join(entry.parentPath, entry.name))))
    .filter((path) => !path.startsWith('node_modules'))
}

it('the container has the API and none of its tests', async () => {
  await buildContainer()
  const files = await shippedFiles()
  expect(files).toContain('weather-api/cli.ts')
  expect(files.filter((file) => /test|local-entra|measure|Dockerfile|\.md$/.test(file))).toEqual([])
  for (const file of files) {
    const source = await readFile(join(folder, file), 'utf8')
    expect(source, file).not.toMatch(/local-entra|testing\//)
  }
})

it('the container has everything that the API needs to run', async () => {
  await buildContainer()
  const settings = { WEATHER_API_AUTHORITY: authority.authority, WEATHER_API_AUDIENCE: audience }
  // A Node with type stripping runs the TypeScript itself, as in the container.
  const loader = 'typescript' in process.features ? [] : undefined
  const api = await startStandalone(settings, folder, loader)
  await api.logged('ready')
  const headers = { Authorization: `Bearer ${await authority.sign()}` }
  expect((await fetch(`${api.origin}/WeatherForecast`, { headers })).status).toBe(200)
  await api.stop()
})

it('the container build copies the package.json of every workspace, which npm ci needs', async () => {
  const isIgnored = await readIgnore()
  const lines = await readFile(dockerfile, 'utf8')
  const { workspaces } = JSON.parse(await readFile('package.json', 'utf8')) as {
    workspaces: string[]
  }
  for (const workspace of workspaces) {
    expect(isIgnored(`${workspace}/package.json`)).toBe(false)
    expect(lines).toContain(`COPY ${workspace}/package.json ${workspace}/`)
  }
  expect(isIgnored('local-entra/src/local-entra.ts')).toBe(true)
  expect(isIgnored('src/main.tsx')).toBe(true)
})
