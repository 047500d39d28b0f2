import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { PORT_SETTINGS } from '#local-entra'

// GitHub, Renovate and the dev container read these files elsewhere: a mistake in them would show up only there. Each check is
// a function that also gets a file with a planted mistake.

interface Manifest {
  version: string
  scripts: Record<string, string>
  engines: { node: string }
  workspaces: string[]
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

interface Workflow {
  permissions?: Record<string, string>
  jobs: Record<string, Job>
}

interface Job {
  permissions?: Record<string, string>
  strategy?: { matrix: Matrix }
  steps: { uses?: string; run?: string; with?: Record<string, string> }[]
}

interface Matrix {
  node?: number[]
  include?: { packages: string }[]
}

interface Form {
  name?: string
  description?: string
  body?: { type: string; id?: string }[]
}

interface Container {
  image: string
  forwardPorts: number[]
  portsAttributes: Record<string, { requireLocalPort?: boolean }>
}

interface Rule {
  groupName?: string
  matchPackageNames: string[]
  allowedVersions?: string
}

const read = (path: string) => readFileSync(path, 'utf8')
const readJson = (path: string): unknown => JSON.parse(read(path))
const readYaml = (path: string): unknown => parse(read(path))
const listYaml = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yml'))
    .map((name) => `${folder}/${name}`)

const manifest = readJson('package.json') as Manifest
const workspaces = manifest.workspaces.map(
  (folder) => readJson(join(folder, 'package.json')) as Manifest,
)
const dependencies = [manifest, ...workspaces].flatMap((part) =>
  Object.keys({ ...part.dependencies, ...part.devDependencies }),
)
/** The major versions of Node.js that `engines` allows, the oldest first. */
const nodeVersions = Array.from(manifest.engines.node.matchAll(/(\d+)\.\d+\.\d+/g), ([, major]) =>
  Number(major),
)

const workflows = listYaml('.github/workflows')
const forms = listYaml('.github/ISSUE_TEMPLATE').filter((path) => !path.endsWith('config.yml'))
const container = readJson('.devcontainer/devcontainer.json') as Container
const { packageRules } = readJson('renovate.json') as { packageRules: Rule[] }

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** What npm itself can do. */
const npmCommands = new Set(['ci', 'install', 'audit', 'pkg', 'publish'])

/** @returns the scripts that a file runs or names and package.json does not have */
function findMissingScripts(file: unknown): string[] {
  return textsIn(file)
    .flatMap((text) => [...text.matchAll(/\bnpm (?:run )?([a-z][\w:-]*)/g)])
    .map(([, name = '']) => name)
    .filter((name) => !npmCommands.has(name) && !Object.hasOwn(manifest.scripts, name))
}

/** @returns the actions that are not pinned by a commit, with the version in a comment */
function findUnpinned(workflow: string): string[] {
  return Array.from(workflow.matchAll(/uses: (.*)$/gm), ([, action = '']) => action).filter(
    (action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action),
  )
}

/** @returns what keeps GitHub from showing an issue form */
function findFormFaults({ name, description, body = [] }: Form): string[] {
  const ids = body.flatMap(({ id }) => id ?? [])
  return [
    ...(name === undefined ? ['no name'] : []),
    ...(description === undefined ? ['no description'] : []),
    ...(body.some(({ type }) => type !== 'markdown') ? [] : ['no field']),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} twice`),
  ]
}

/** The ports that a browser opens: the app's, the identity provider's and those of the APIs. */
const ports = [
  Number(/server: \{ port: (\d+)/.exec(read('vite.config.ts'))?.[1]),
  ...PORT_SETTINGS.filter(({ option }) => option !== 'controlPort').map(({ port }) => port),
]

/** @returns the ports that the dev container does not forward to the same port */
function findUnforwarded({ forwardPorts, portsAttributes }: Container): number[] {
  return ports.filter(
    (port) => !forwardPorts.includes(port) || portsAttributes[port]?.requireLocalPort !== true,
  )
}

const fits = (name: string, pattern: string) =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern

/** @returns the patterns of Renovate's rules that match no dependency of this repository */
function findUnmatched(rules: readonly Rule[]): string[] {
  return rules
    .flatMap(({ matchPackageNames }) => matchPackageNames)
    .filter((pattern) => !dependencies.some((name) => fits(name, pattern)))
}

/** @returns whether a changelog begins with what is unreleased, then a version with its date */
function isUpToDate(changelog: string, version: string): boolean {
  const [unreleased, newest] = Array.from(changelog.matchAll(/^## .*$/gm), ([heading]) => heading)
  const [name, date = ''] = newest?.split(' - ') ?? []
  const isDated = /^\d{4}-\d\d-\d\d$/.test(date)
  return unreleased === '## [Unreleased]' && name === `## [${version}]` && isDated
}

describe('the workflows, issue forms and dev container', () => {
  it.each([...workflows, ...forms])('%s names scripts that exist', (path) => {
    expect(findMissingScripts(readYaml(path))).toEqual([])
  })

  it('.devcontainer/devcontainer.json names scripts that exist', () => {
    expect(textsIn(container)).toContain('npm run dev')
    expect(findMissingScripts(container)).toEqual([])
  })

  it('a script that does not exist is found', () => {
    const steps = [
      { run: 'npm ci' },
      { run: 'npm run chekc:all && npm run dev' },
      { run: 'npm tset' },
    ]
    expect(findMissingScripts({ jobs: { a: { steps } } })).toEqual(['chekc:all', 'tset'])
  })
})

describe.each(workflows)('the workflow %s', (path) => {
  it('pins each action by its commit', () => {
    expect(read(path)).toContain('uses: ')
    expect(findUnpinned(read(path))).toEqual([])
  })

  it('may read the repository, and only the jobs of a release may do more', () => {
    const { permissions, jobs } = readYaml(path) as Workflow
    expect(permissions).toEqual({ contents: 'read' })
    const more = Object.entries(jobs).filter(([, job]) => job.permissions !== undefined)
    const ofRelease = {
      app: { contents: 'write', 'id-token': 'write', attestations: 'write' },
      'local-entra': { contents: 'read', 'id-token': 'write' },
    }
    expect(Object.fromEntries(more.map(([name, job]) => [name, job.permissions]))).toEqual(
      path.endsWith('/release.yml') ? ofRelease : {},
    )
  })
})

describe('the workflows', () => {
  const ci = readYaml('.github/workflows/ci.yml') as Workflow
  const latest = readYaml('.github/workflows/latest.yml') as Workflow

  it('an action that is pinned by a tag alone, or without its version, is found', () => {
    const hash = '0123456789'.repeat(4)
    const uses = [`actions/a@v4`, `actions/b@${hash}`, `actions/c@${hash} # v4.0.1`, 'd@main']
    const workflow = uses.map((action) => `      - uses: ${action}\n`).join('')
    expect(findUnpinned(workflow)).toEqual([uses[0], uses[1], uses[3]])
  })

  it('test the versions of Node.js that engines allows', () => {
    expect(nodeVersions.length).toBeGreaterThan(1)
    expect(ci.jobs['test']?.strategy?.matrix.node).toEqual(nodeVersions)
  })

  it('try the latest release of packages that the app has', () => {
    const packages = Object.values(latest.jobs)
      .flatMap(({ strategy }) => strategy?.matrix.include ?? [])
      .flatMap((group) => group.packages.split(' '))
    expect(packages.length).toBeGreaterThan(5)
    expect(packages.filter((name) => !/^.+@latest$/.test(name))).toEqual([])
    const names = packages.map((name) => name.replace(/@latest$/, ''))
    expect(names.filter((name) => !dependencies.includes(name))).toEqual([])
  })

  it('attest each file of a release, and the bill of materials for the build', () => {
    const { jobs } = readYaml('.github/workflows/release.yml') as Workflow
    const steps = jobs['app']?.steps ?? []
    const [provenance, bill] = steps.filter(({ uses }) => uses?.startsWith('actions/attest@'))
    const [, files = ''] =
      /gh release create \S+ (.+?) --/.exec(steps.map(({ run = '' }) => run).join('\n')) ?? []
    expect(provenance?.with?.['subject-path']?.trim().split('\n')).toEqual(files.split(' '))
    expect(bill?.with).toEqual({ 'subject-path': 'app.tar.gz', 'sbom-path': 'sbom.cdx.json' })
  })

  it('verify the signatures of the packages', () => {
    const { jobs } = readYaml('.github/workflows/release.yml') as Workflow
    const runs = [ci.jobs['packages'], jobs['app']].map((job) => job?.steps.map(({ run }) => run))
    for (const run of runs) expect(run).toContain('npm audit signatures')
  })

  it('try them on the journeys of npm test', () => {
    const commands = latest.jobs['latest']?.steps.flatMap(({ run = '' }) => run) ?? []
    const [journeys = 'none'] = commands.filter((command) => command.includes('playwright test'))
    expect(manifest.scripts['test']).toContain(journeys.replace('npx ', ''))
  })
})

describe('the issue forms', () => {
  it.each(forms)('%s has what GitHub requires', (path) => {
    expect(findFormFaults(readYaml(path) as Form)).toEqual([])
  })

  it('a form without a field, or with an id twice, is found', () => {
    expect(findFormFaults({ name: 'a', body: [{ type: 'markdown' }] })).toHaveLength(2)
    const twice = ['a', 'b', 'a'].map((id) => ({ type: 'input', id }))
    expect(findFormFaults({ name: 'a', description: 'b', body: twice })).toEqual(['a twice'])
  })

  it('the bug report quotes the error page', () => {
    const page = read('src/errors/page/failure-card.tsx')
    const quoted = [...read('.github/ISSUE_TEMPLATE/bug-report.yml').matchAll(/“([^”]+)”/g)]
    expect(quoted).toHaveLength(2)
    for (const [, label] of quoted) expect(page).toContain(label)
  })
})

describe('the dev container', () => {
  it('has the Node.js of .nvmrc, which engines allows', () => {
    const version = read('.nvmrc').trim()
    expect(nodeVersions).toContain(Number(version))
    expect(container.image).toMatch(new RegExp(`/typescript-node:\\d+-${version}$`))
  })

  it('forwards the ports of the app and the local stack to the same ports', () => {
    expect(ports.every((port) => port > 0)).toBe(true)
    expect(findUnforwarded(container)).toEqual([])
    expect(container.forwardPorts).toHaveLength(ports.length)
  })

  it('a port that is not forwarded, or to another one, is found', () => {
    const [app = 0, identity = 0, ...apis] = ports
    const [api = 0, graph = 0] = apis
    const portsAttributes = { [identity]: { requireLocalPort: true }, [api]: {} }
    expect(
      findUnforwarded({ image: '', forwardPorts: [app, identity, api], portsAttributes }),
    ).toEqual([app, api, graph])
    expect(findUnforwarded({ ...container, forwardPorts: [app, identity] })).toEqual(apis)
  })
})

describe('Renovate', () => {
  it('has rules that match a dependency, in each of their patterns', () => {
    expect(packageRules.filter(({ groupName }) => groupName !== undefined).length).toBeGreaterThan(
      3,
    )
    expect(findUnmatched(packageRules)).toEqual([])
  })

  it('a pattern that matches no dependency is found', () => {
    const matchPackageNames = ['@azure/*', 'react', '@azur/*', 'reac']
    expect(findUnmatched([{ matchPackageNames }])).toEqual(['@azur/*', 'reac'])
  })

  it('keeps the types of Node.js at the oldest version that engines allows', () => {
    const types = packageRules.find((rule) => rule.matchPackageNames.includes('@types/node'))
    expect(types?.allowedVersions).toBe(`<${Number(nodeVersions[0]) + 1}`)
    expect(manifest.devDependencies?.['@types/node']).toMatch(new RegExp(`^${nodeVersions[0]}\\.`))
  })
})

describe('the changelog', () => {
  it('begins with what is unreleased, then the version of package.json with its date', () => {
    expect(isUpToDate(read('CHANGELOG.md'), manifest.version)).toBe(true)
  })

  it.each([
    ['another version', '## [Unreleased]\n\n## [1.0.0] - 2026-11-29\n'],
    ['no date', '## [Unreleased]\n\n## [1.1.0]\n'],
    ['no place for what comes next', '## [1.1.0] - 2027-01-02\n\n## [1.0.0] - 2026-11-29\n'],
  ])('%s at its beginning is found', (_, changelog) => {
    expect(isUpToDate(changelog, '1.1.0')).toBe(false)
  })

  it('has the version of every workspace and of the lock file', () => {
    const lock = readJson('package-lock.json') as Manifest
    const versions = [lock, ...workspaces].map(({ version }) => version)
    expect(versions).toEqual(versions.map(() => manifest.version))
  })
})
