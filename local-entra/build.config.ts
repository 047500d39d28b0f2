import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

/**
 * Builds the package: JavaScript for Node, in which the weather API and the shared code of the commands are included.
 * Packages stay imports. `tsc -p tsconfig.build.json` adds the types.
 */
export default defineConfig({
  publicDir: false,
  plugins: [executable('cli.js')],
  build: {
    ssr: true,
    target: 'node20',
    emptyOutDir: true,
    rolldownOptions: {
      input: Object.fromEntries(
        ['index', 'vite', 'playwright', 'cli'].map((name) => [name, `src/${name}.ts`]),
      ),
      output: { entryFileNames: '[name].js', chunkFileNames: 'parts/[name]-[hash].js' },
    },
  },
})

/** npm makes a command executable when it installs it; a tarball that is unpacked by other means keeps its modes. */
function executable(file: string): Plugin {
  return {
    name: 'executable',
    writeBundle: ({ dir = '' }) => chmod(join(dir, file), 0o755),
  }
}
