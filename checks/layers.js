import { isBuiltin } from 'node:module'
import { posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * What each part of this repository may import, besides itself and npm packages. `type` allows only types. A row with `*`
 * extends the rows of the files that match. Outside src, Node's modules and command-line are allowed. In src, `node:*`
 * allows Node's modules. `{feature}` stands for every folder of src without a row of its own.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const layers = {
  // The app
  'src/config': [],
  'src/http': ['src/config'],
  'src/auth': ['src/http', 'src/config'],
  'src/api': ['src/auth', 'src/http', 'src/config'],
  'src/errors': ['src/api', 'src/auth', 'src/http', 'src/config'],
  'src/{feature}': ['src/errors', 'src/api', 'src/auth', 'src/http', 'src/config'],
  'src/app': ['src/{feature}', 'src/errors', 'src/api', 'src/auth', 'src/http', 'src/config'],
  'src/main.tsx': ['src/app', 'src/{feature}', 'src/errors', 'src/auth', 'src/http', 'src/config'],
  'src/front-channel-sign-out.ts': ['src/auth'],
  'src/*.test.ts': ['node:*'],

  // The local servers. local-entra starts the weather API beside itself.
  'command-line': [],
  'weather-api': [],
  'local-entra': ['weather-api'],

  // Deployment. Its specs run the app as the journeys do.
  deploy: ['src/config'],
  'deploy/*/aadsts.ts': ['src/errors'], // the app's explanations of AADSTS codes
  'deploy/*/check-api.ts': ['src/http'], // reads responses of an API as the app does
  'deploy/*/check-token.ts': ['src/http'],
  'deploy/entra-watch/*': ['local-entra'], // what Entra is compared with
  'deploy/hosts/testing': ['deploy', 'e2e/support'],
  'deploy/hosts/nginx*.test.ts': ['deploy/hosts/testing'], // the generated rules in a real nginx
  'deploy/containers/*.test.ts': ['deploy/hosts/testing'],
  'deploy/doctor/faults': ['deploy', 'e2e/support', 'local-entra', 'samples', 'type src/config'],
  'deploy/*.spec.ts': [
    'deploy/hosts/testing',
    'deploy/doctor/faults',
    'e2e/support',
    'local-entra',
    'weather-api',
  ],

  // Tests and measurements. They run the app in a browser.
  'e2e/support': ['deploy', 'local-entra', 'type src/config', 'playwright.config.ts'],
  'e2e/journeys': ['e2e/support', 'deploy', 'local-entra', 'samples', 'type src/config'],
  'e2e/engines': ['e2e/support', 'deploy', 'local-entra', 'playwright.config.ts'],
  'e2e/journeys/below-a-path/*': ['deploy/hosts/testing'], // the same journeys behind nginx
  benchmark: ['e2e/support', 'deploy', 'local-entra', 'type src/config', 'playwright.config.ts'],
  checks: [],
  'checks/*.test.ts': ['local-entra', 'src/errors'],
  samples: ['local-entra', 'weather-api', 'e2e/support'], // an API in place of the weather API

  'vite.config.ts': ['deploy', 'local-entra'],
  'vitest.config.ts': [],
  'playwright.config.ts': ['e2e/support'],
}

/**
 * The parts of src that may import a package, by the beginning of its name.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const packages = {
  '@azure/': ['src/auth/msal'],
  'd3-': ['src/forecast/chart'],
}

/**
 * The parts and files of src that may use a browser global.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const globals = {
  fetch: ['src/http'],
  XMLHttpRequest: [],
  sessionStorage: [
    'src/auth/tab.ts', // the session of this tab
    'src/flow/step-log.ts', // its recorded steps
    'src/http/keep-preflight.ts', // the URLs of an API that send no-store
  ],
  localStorage: [
    'src/forecast/unit.tsx', // the chosen unit, which outlives the session
    'src/auth/idle.ts', // the last activity in any tab
    'src/auth/pause.ts', // how long the identity provider asked to be left alone
    'src/auth/sign-out-marks.ts', // the sign-outs, for all tabs
  ],
  indexedDB: [],
}

/**
 * The fields of a syntax node that the rules read.
 * @typedef {{
 *   type: string
 *   name?: string
 *   value?: unknown
 *   computed?: boolean
 *   importKind?: 'type' | 'value'
 *   exportKind?: 'type' | 'value'
 *   source?: Node | null
 *   expression?: Node
 *   object?: Node
 *   property?: Node
 *   quasis?: { value: { cooked: string } }[]
 * }} Node
 * @typedef {{
 *   filename: string
 *   sourceCode: { text: string, isGlobalReference(node: Node): boolean }
 *   report(problem: { node: Node, message: string }): void
 * }} Context
 */

const root = fileURLToPath(new URL('..', import.meta.url))
const rows = Object.keys(layers)
const parts = rows.filter((row) => !/[*{]/.test(row))
const patterns = rows.filter((row) => row.includes('*'))

/** @param {string} filename an absolute path */
function pathOf(filename) {
  return relative(root, filename).split(sep).join('/')
}

/**
 * @param {string} path
 * @param {string} part a folder or a file
 */
function isIn(path, part) {
  return path === part || path.startsWith(`${part}/`)
}

/**
 * The innermost part that a path is in.
 * @param {string} path
 */
function partOf(path) {
  const around = parts.filter((part) => isIn(path, part))
  const innermost = around.toSorted((one, other) => other.length - one.length).at(0)
  return innermost ?? /^src\/[\w-]+(?=\/)/.exec(path)?.[0]
}

/** @param {string} part */
function rowOf(part) {
  return parts.includes(part) || part.includes('*') ? part : 'src/{feature}'
}

/**
 * @param {string} path
 * @param {string} pattern with one `*`, which also stands for slashes
 */
function matches(path, pattern) {
  const [start = '', end = ''] = pattern.split('*')
  return path.startsWith(start) && path.endsWith(end)
}

/**
 * @param {string} path
 * @param {string} part
 */
function allowedFor(path, part) {
  const own = patterns.filter((pattern) => matches(path, pattern))
  const everywhere = isIn(path, 'src') ? [] : ['node:*', 'command-line']
  return [rowOf(part), ...own].flatMap((row) => layers[row] ?? []).concat(everywhere)
}

/**
 * Resolves a specifier to a path, or to undefined for an npm package. npm links the workspaces, so their files can be
 * imported by name. A name that starts with `#` is in the `imports` of package.json.
 * @param {string} specifier
 * @param {string} from the path of the file with the import
 */
function resolve(specifier, from) {
  const path = specifier.startsWith('.')
    ? posix.join(posix.dirname(from), specifier)
    : posix.normalize(specifier.replace(/^#/, ''))
  const isOurs = specifier.startsWith('.') ? !isIn(path, 'node_modules') : partOf(path)
  return isOurs ? path : undefined
}

/**
 * @param {string} path
 * @param {string} specifier
 * @param {boolean} isType
 * @returns why the import is not allowed, or undefined
 */
function judge(path, specifier, isType) {
  const part = partOf(path)
  if (part === undefined) return undefined
  const isNode = isBuiltin(specifier)
  const target = isNode ? 'node:*' : resolve(specifier, path)
  if (target === undefined) return judgePackage(path, specifier)
  const targetPart = isNode ? target : partOf(target)
  if (targetPart === undefined) return `${target} is in no part of the table in checks/layers.js.`
  const allowed = allowedFor(path, part)
  const row = isNode ? target : rowOf(targetPart)
  if (targetPart === part) return undefined
  if (allowed.includes(row) || (isType && allowed.includes(`type ${row}`))) {
    const isDeep = isIn(target, 'local-entra/src')
    return isDeep ? 'Import local-entra by its names in package.json.' : undefined
  }
  return `${part} may not import ${targetPart}. It may import: ${allowed.join(', ') || 'nothing'}.`
}

/**
 * @param {string} path
 * @param {string} specifier
 */
function judgePackage(path, specifier) {
  const name = Object.keys(packages).find((start) => specifier.startsWith(start)) ?? ''
  const users = packages[name]
  const isFree = !isIn(path, 'src') || /\.test\.tsx?$/.test(path)
  if (isFree || users === undefined || users.some((user) => isIn(path, user))) return undefined
  return `${path} may not import ${specifier}. These may: ${users.join(', ')}.`
}

/** @param {Node | null | undefined} source */
function textOf(source) {
  if (source?.type === 'Literal') return String(source.value)
  if (source?.type !== 'TemplateLiteral' || source.quasis?.length !== 1) return undefined
  return source.quasis[0]?.value.cooked
}

const layersRule = {
  /** @param {Context} context */
  create(context) {
    const path = pathOf(context.filename)
    // Without visitors oxlint builds no syntax tree, which saves most of the time.
    const texts = context.sourceCode.text.match(/(?<=['"`])[^'"`\n]+(?=['"`])/g) ?? []
    if (partOf(path) !== undefined && texts.every((text) => !judge(path, text, false))) return {}
    /**
     * @param {Node} node
     * @param {boolean} isType
     */
    const check = (node, isType, source = node.source) => {
      const specifier = textOf(source)
      const message = specifier === undefined ? undefined : judge(path, specifier, isType)
      if (message !== undefined) context.report({ node: source ?? node, message })
    }
    return {
      /** @param {Node} node */
      Program(node) {
        if (partOf(path) !== undefined) return
        context.report({ node, message: `${path} is in no part of the table in checks/layers.js.` })
      },
      /** @param {Node} node */
      ImportDeclaration: (node) => check(node, node.importKind === 'type'),
      /** @param {Node} node */
      ExportNamedDeclaration: (node) => check(node, node.exportKind === 'type'),
      /** @param {Node} node */
      ExportAllDeclaration: (node) => check(node, node.exportKind === 'type'),
      /** @param {Node} node */
      ImportExpression: (node) => check(node, false),
      /** @param {Node} node */
      TSImportType: (node) => check(node, true),
      /** @param {Node} node */
      TSExternalModuleReference: (node) => check(node, false, node.expression),
    }
  },
}

const globalsRule = {
  /** @param {Context} context */
  create(context) {
    const path = pathOf(context.filename)
    const { text } = context.sourceCode
    if (!isIn(path, 'src') || !Object.keys(globals).some((name) => text.includes(name))) return {}
    /**
     * @param {Node} node
     * @param {string} name
     */
    const check = (node, name) => {
      const users = globals[name]
      if (users === undefined || users.some((user) => isIn(path, user))) return
      const those = users.join(', ') || 'no file of src'
      context.report({ node, message: `${path} may not use ${name}. These may: ${those}.` })
    }
    /** @param {Node} node */
    const isGlobal = (node) => context.sourceCode.isGlobalReference(node)
    return {
      /** @param {Node & { name: string }} node */
      Identifier(node) {
        if (Object.hasOwn(globals, node.name) && isGlobal(node)) check(node, node.name)
      },
      /** @param {Node & { object: Node, property: Node }} node */
      MemberExpression(node) {
        const { object, property, computed } = node
        const name = computed ? textOf(property) : property.name
        if (name === undefined || !Object.hasOwn(globals, name)) return
        const isOfGlobal = /^(globalThis|self|window)$/.test(object.name ?? '') && isGlobal(object)
        // A window can be an argument of a function. No other object has properties with these names.
        if (isOfGlobal || /(?:Storage|indexedDB)$/.test(name)) check(node, name)
      },
    }
  },
}

export default {
  meta: { name: 'project' },
  rules: { layers: layersRule, globals: globalsRule },
}
