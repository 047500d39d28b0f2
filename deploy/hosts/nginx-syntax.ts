/**
 * A block of nginx directives.
 * @param head the text before the braces, quoted if necessary
 * @param lines the directives and blocks inside, each of one line or more
 */
export function block(head: string, lines: readonly string[]): string {
  return [`${head} {`, ...lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}`), '}'].join('\n')
}

/** A quoted parameter. nginx has no escape for `$`, which starts a variable in many directives. */
export function quoted(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** A parameter, quoted if necessary. */
export function word(value: string): string {
  return /^[\w/.:-]+$/.test(value) ? value : quoted(value)
}

/** A path for nginx, which needs slashes on Windows too (https://nginx.org/en/docs/windows.html). */
export function nginxPath(path: string): string {
  return /^(?:[a-z]:)?\\|^[a-z]:\//i.test(path) ? path.replaceAll('\\', '/') : path
}
