/**
 * A block of nginx directives.
 * @param head what stands before the braces, quoted where it has to be
 * @param lines the directives and blocks inside, each of one line or more
 */
export function block(head: string, lines: readonly string[]): string {
  return [`${head} {`, ...lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}`), '}'].join('\n')
}

/** A parameter of a directive. nginx has no escape for `$`: a directive that knows variables takes it for one. */
export function quoted(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** A parameter that is quoted where it has to be. */
export function word(value: string): string {
  return /^[\w/.:-]+$/.test(value) ? value : quoted(value)
}

/** A path as nginx reads it: with slashes on Windows too (https://nginx.org/en/docs/windows.html). */
export function nginxPath(path: string): string {
  return /^(?:[a-z]:)?\\|^[a-z]:\//i.test(path) ? path.replaceAll('\\', '/') : path
}
