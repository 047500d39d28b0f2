import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ResolvedConfig } from 'vite'

/** A package in `package-lock.json` (lockfileVersion 3), by its path. */
export interface LockedPackage {
  version?: string
  license?: string
  /** Subresource Integrity: the algorithm and the hash in base64. */
  integrity?: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

export interface Lock {
  name: string
  version: string
  packages: Readonly<Record<string, LockedPackage>>
}

/** A software bill of materials in CycloneDX 1.6. */
export interface BillOfMaterials {
  $schema: string
  bomFormat: 'CycloneDX'
  specVersion: '1.6'
  version: 1
  metadata: { lifecycles: { phase: 'build' }[]; component: Component }
  components: Component[]
  dependencies: { ref: string; dependsOn: string[] }[]
}

interface Component {
  type: 'application' | 'library'
  'bom-ref': string
  name: string
  version: string
  purl?: string
  licenses?: { license: { id: string } }[]
  hashes?: { alg: 'SHA-512'; content: string }[]
}

/** What Vite returns for one environment. */
type Output = { output: readonly { type: 'chunk' | 'asset'; moduleIds?: readonly string[] }[] }

/**
 * Writes `sbom.cdx.json` into the folder of a build. Other package managers than npm have no package-lock.json: then it only
 * prints a warning.
 * @param config of Vite
 * @param built what `builder.build` returned, for each environment
 */
export async function writeBill(
  { root, build, logger }: Pick<ResolvedConfig, 'root' | 'build' | 'logger'>,
  built: readonly object[],
): Promise<void> {
  const outputs = built.flat() as Output[]
  const moduleIds = outputs.flatMap(({ output }) => output.flatMap((file) => file.moduleIds ?? []))
  const lockFile = join(root, 'package-lock.json')
  if (!existsSync(lockFile)) {
    logger.warn('Without a package-lock.json, the build has no bill of materials.')
    return
  }
  const lock = JSON.parse(await readFile(lockFile, 'utf8')) as Lock
  const bill = JSON.stringify(describeBill(moduleIds, lock), undefined, 2)
  await writeFile(join(resolve(root, build.outDir), 'sbom.cdx.json'), `${bill}\n`)
}

/**
 * Describes what a build contains: the packages whose modules are in its scripts, and no others. It names no time and no
 * random id, so that the same sources give the same bill.
 * @param moduleIds the ids that Rolldown gives to the modules in the scripts
 * @throws when a package is not in the lock file
 */
export function describeBill(moduleIds: readonly string[], lock: Lock): BillOfMaterials {
  const found = moduleIds.flatMap((id) => pathOf(id) ?? [])
  const paths = [...new Set(found)].toSorted()
  const app: Component = {
    type: 'application',
    'bom-ref': `${lock.name}@${lock.version}`,
    name: lock.name,
    version: lock.version,
    ...describeLicence(lock.packages['']?.license),
  }
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { lifecycles: [{ phase: 'build' }], component: app },
    components: paths.map((path) => describePackage(path, find(lock, path))),
    dependencies: ['', ...paths].map((path) => describeNeeds(path, paths, lock)),
  }
}

// Modules that the build adds, each with the package it comes from.
const helpers: Readonly<Record<string, string>> = {
  '\0vite/': 'node_modules/vite',
  '\0rolldown/': 'node_modules/rolldown',
}

/** @returns the path of the module's package in the lock file; undefined for the app's own modules */
function pathOf(moduleId: string): string | undefined {
  const helper = Object.keys(helpers).find((prefix) => moduleId.startsWith(prefix))
  if (helper !== undefined) return helpers[helper]
  return /(?:node_modules\/(?:@[^/]+\/)?[^/]+\/)+/.exec(moduleId)?.[0].slice(0, -1)
}

function find({ packages }: Lock, path: string): LockedPackage {
  const found = packages[path]
  if (found) return found
  throw new Error(`${path} is in the build, but not in package-lock.json. Run \`npm install\`.`)
}

function describePackage(path: string, found: LockedPackage): Component {
  const { version = '', license, integrity = '' } = found
  const purl = purlOf(path, version)
  const [algorithm, hash = ''] = integrity.split('-')
  return {
    type: 'library',
    'bom-ref': purl,
    name: nameOf(path),
    version,
    purl,
    ...describeLicence(license),
    ...(algorithm === 'sha512' && {
      hashes: [{ alg: 'SHA-512' as const, content: Buffer.from(hash, 'base64').toString('hex') }],
    }),
  }
}

function describeLicence(id: string | undefined) {
  return id === undefined ? {} : { licenses: [{ license: { id } }] }
}

function describeNeeds(path: string, paths: readonly string[], lock: Lock) {
  const { dependencies, devDependencies, peerDependencies } = lock.packages[path] ?? {}
  const names = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies })
  const needed = names.flatMap((name) => findNeeded(path, name, paths) ?? [])
  const refOf = (each: string) => purlOf(each, find(lock, each).version ?? '')
  const ref = path === '' ? `${lock.name}@${lock.version}` : refOf(path)
  return { ref, dependsOn: needed.map(refOf).toSorted() }
}

/** Searches where Node does: in the package's own node_modules, then in those of the parent folders. */
function findNeeded(path: string, name: string, paths: readonly string[]): string | undefined {
  const candidate = `${path === '' ? '' : `${path}/`}node_modules/${name}`
  if (paths.includes(candidate)) return candidate
  if (path === '') return undefined
  return findNeeded(path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/'))), name, paths)
}

const nameOf = (path: string) =>
  path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

// https://github.com/package-url/purl-spec: the `@` of a scope is encoded.
function purlOf(path: string, version: string): string {
  return `pkg:npm/${nameOf(path).replace('@', '%40')}@${version}`
}
