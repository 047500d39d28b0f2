import { readdirSync } from 'node:fs'
import { join, sep } from 'node:path'

const notOurs = /(?:^|\/)(?:node_modules|dist|[^/]+\.local)\//

/**
 * Lists files of the repository, without what is installed or built. Works without git, in a downloaded archive as well.
 * @param folders relative to the project's root; `.` is that folder alone, without its subfolders
 * @param pattern what a path has to match
 * @returns paths relative to the root, with `/` on every system
 */
export function filesIn(folders: readonly string[], pattern: RegExp): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: folder !== '.', withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name)),
    )
    .map((path) => path.replaceAll(sep, '/'))
    .filter((path) => pattern.test(path) && !notOurs.test(path))
}
