import { readdirSync } from 'node:fs'

const notOurs = /(?:^|\/)(?:node_modules|dist|[^/]+\.local)$/

/**
 * Lists files of the repository, without what is installed or built. Works without git, in a downloaded archive as well.
 * @param folders relative to the project's root; `.` is that folder alone, without its subfolders
 * @param pattern what a path has to match
 * @returns paths relative to the root, with `/` on every system
 */
export function filesIn(folders: readonly string[], pattern: RegExp): string[] {
  return folders.flatMap(listFiles).filter((path) => pattern.test(path))
}

/** Does not look into what is built: another test may build it, and delete it, at the same time. */
function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`
    if (entry.isFile()) return [path]
    const isListed = entry.isDirectory() && folder !== '.' && !notOurs.test(path)
    return isListed ? listFiles(path) : []
  })
}
