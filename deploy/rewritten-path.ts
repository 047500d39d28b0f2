/**
 * Whether a text is a Windows path, such as `C:/Program Files/Git/app/`, which Git Bash makes of `/app/`.
 * @see {@link https://www.msys2.org/docs/filesystem-paths/#automatic-unix-windows-path-conversion}
 */
export function isWindowsPath(text: string): boolean {
  return /^[a-z]:[\\/]/i.test(text)
}

/** Whether a path is in the folder of Git Bash or MSYS2. No host has its files there. */
export function isInGitBash(path: string): boolean {
  return isWindowsPath(path) && /[\\/](?:git|msys\d*)[\\/]/i.test(path)
}

/** The fix, for a message. */
export const keepPaths =
  'Git Bash rewrites paths that begin with a slash. Run `export MSYS_NO_PATHCONV=1` and the command again, or use PowerShell.'
