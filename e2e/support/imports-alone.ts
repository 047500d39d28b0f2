import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { build, parseSync, type Plugin, type Rolldown } from 'vite'

// Not the bridge that MSAL has for hidden frames: their pages do not load the app.
const libraries = /^(?:react|react-dom\/client|react-router|@azure\/msal-(?:browser|react))$/

/**
 * Builds an app that has nothing but this app's imports of React, React Router and MSAL, in the same three files: what these
 * libraries weigh without any code of the app.
 * @param folder the app's source, e.g. `src`
 * @returns bytes of all files, with the highest brotli quality
 */
export async function weighImports(folder: string): Promise<number> {
  const imports = await findImports(folder)
  const use = (pattern: RegExp) => [...imports].filter(([name]) => pattern.test(name)).map(useAll)
  const modules: Record<string, string> = {
    entry: [...use(/msal-browser/), 'import("react-dom/client")', 'import("pages")'].join('\n'),
    pages: [...use(/^react|msal-react/), 'import "react/jsx-runtime"'].join('\n'),
  }
  const output = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [serve(modules)],
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: { input: 'entry' },
    },
  })
  // Vite sets it, and local Entra refuses to start in production.
  delete process.env['NODE_ENV']
  const files = ([output].flat() as Rolldown.RolldownOutput[]).flatMap((built) => built.output)
  const sizes = files.map((file) => ('code' in file ? brotliCompressSync(file.code).length : 0))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** The names that the source imports, by the module that they come from. */
async function findImports(folder: string): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>()
  const files = await readdir(folder, { recursive: true })
  for (const file of files.filter((name) => /(?<!\.test)\.tsx?$/.test(name))) {
    const { module } = parseSync(file, await readFile(join(folder, file), 'utf8'))
    for (const { moduleRequest, entries } of module.staticImports) {
      const names = entries.filter(({ isType }) => !isType).map(({ importName }) => importName.name)
      if (!libraries.test(moduleRequest.value)) continue
      const known = found.get(moduleRequest.value) ?? new Set()
      found.set(moduleRequest.value, new Set([...known, ...names.filter((name) => name !== null)]))
    }
  }
  return found
}

/** Imports names, and keeps the bundler from dropping them. */
function useAll([module, names]: [string, Set<string>], index: number): string {
  const own = [...names].map((name, place) => ({ name, alias: `n${index}_${place}` }))
  const list = own.map(({ name, alias }) => `${name} as ${alias}`).join(', ')
  return `import { ${list} } from '${module}'; console.log(${own.map(({ alias }) => alias).join(', ')})`
}

function serve(modules: Record<string, string>): Plugin {
  return {
    name: 'modules-in-memory',
    enforce: 'pre',
    resolveId: (id) => (Object.hasOwn(modules, id) ? `\0${id}` : undefined),
    load: (id) => modules[id.slice(1)],
  }
}
