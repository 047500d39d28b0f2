import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesIn } from './files.ts'
import { layers } from './layers.js'

const document = readFileSync('docs/architecture.md', 'utf8')
const section = (title: string) => document.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? ''

/** The layers in the diagram, top first. */
const drawn = [...section('Layers').matchAll(/^ *([\w-]+)(?:\/|\.tsx) {2,}/gm)].map(
  ([, name = '']) => name,
)
const features = drawn.slice(1).filter((name) => !Object.hasOwn(layers, `src/${name}`))

/** @returns the paths of the modules that a file imports */
function importsOf(file: string): string[] {
  const specifiers = readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)
  return Array.from(specifiers, ([, path = '']) => posix.join(posix.dirname(file), path))
}

const sources = filesIn(['src'], /(?<!\.(?:test|d))\.tsx?$/)

const layerOf = (path: string) => path.split('/')[1]?.replace(/\.tsx?$/, '') ?? ''

function heightOf(path: string): number {
  const layer = layerOf(path)
  return drawn.length - drawn.indexOf(features.includes(layer) ? (features.at(-1) ?? '') : layer)
}

describe('the diagram of the layers', () => {
  it('shows every folder of src', () => {
    const folders = readdirSync('src', { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    )
    expect(drawn.slice(1).toSorted()).toEqual(folders.map(({ name }) => name).toSorted())
  })

  it('has the order of the imports: each file imports from layers below', () => {
    const wrong = sources
      .filter((file) => drawn.includes(layerOf(file)))
      .flatMap((file) =>
        importsOf(file)
          .filter((target) => layerOf(target) !== layerOf(file))
          .filter((target) => heightOf(target) >= heightOf(file))
          .map((target) => `${file} imports ${target}`),
      )
    expect(wrong).toEqual([])
  })

  it('matches the table of the linter', () => {
    const rows = Object.keys(layers).filter((row) => /^src\/[\w{}-]+$/.test(row))
    const named = drawn.slice(1).map((name) => (features.includes(name) ? '{feature}' : name))
    expect(new Set(rows)).toEqual(new Set(named.map((name) => `src/${name}`)))
  })
})

describe('the documented path of one forecast request', () => {
  const steps = [...section('One forecast request').matchAll(/^\d+\. `([^`]+)`/gm)].map(
    ([, file = '']) => file,
  )
  const mentioned = [...document.matchAll(/`((?:src|app|errors)\/[\w/.-]+\.tsx?)`/g)].map(
    ([, file = '']) => (file.startsWith('src/') ? file : `src/${file}`),
  )

  it('names at most twelve files, each once', () => {
    expect(steps.length).toBeGreaterThan(9)
    expect(steps.length).toBeLessThanOrEqual(12)
    expect(new Set(steps).size).toBe(steps.length)
  })

  it('names files that exist', () => {
    expect(mentioned.length).toBeGreaterThan(steps.length)
    expect(mentioned.filter((file) => !existsSync(join(file)))).toEqual([])
  })

  it('follows the imports, with at most one file between a step and an earlier one', () => {
    const unreached = steps.slice(1).filter((step, index) => {
      const near = steps.slice(0, index + 1).flatMap((file) => [file, ...importsOf(file)])
      return !near.some((file) => sources.includes(file) && importsOf(file).includes(step))
    })
    expect(unreached).toEqual([])
  })
})
