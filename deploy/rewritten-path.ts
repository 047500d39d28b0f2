/**
 * Whether a text is a path of Windows, such as `C:/Program Files/Git/app/`. Where a path in an address or on a host belongs,
 * Git Bash has made one of `/app/`.
 * @see {@link https://www.msys2.org/docs/filesystem-paths/#automatic-unix-windows-path-conversion}
 */
export function isWindowsPath(text: string): boolean {
  return /^[a-z]:[\\/]/i.test(text)
}

/** Whether a path lies in the folder of Git Bash or of MSYS2, where nothing of a host is. */
export function isInGitBash(path: string): boolean {
  return isWindowsPath(path) && /[\\/](?:git|msys\d*)[\\/]/i.test(path)
}

/** What to do about it: a sentence for a message. */
export const keepPaths =
  'Git Bash makes such a path of one that begins with a slash. Run `export MSYS_NO_PATHCONV=1` there and then the command again, or run it in PowerShell.'
