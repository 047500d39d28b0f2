import { parseArgs } from 'node:util'
import type { ConfigFault } from '../src/config/config.ts'

/** An option of a command: its value, if it takes one, and what it is for. */
export interface Option {
  /** Placeholder of the value; an option without one is on or off. */
  value?: string
  help: string
  /** May be given more than once. */
  multiple?: boolean
  /** May be given once more for each name, as `<name>=<value>`. */
  named?: boolean
}

export type Options = Readonly<Record<string, Option>>

export interface ReadOptions {
  values: Readonly<Record<string, readonly string[]>>
  flags: ReadonlySet<string>
  faults: ConfigFault[]
}

/**
 * Reads the arguments of a command. Unlike `parseArgs` alone it names every fault and not only the first.
 * @param parameters without the program, e.g. `process.argv.slice(2)`
 */
export function readOptions(options: Options, parameters: readonly string[]): ReadOptions {
  const { tokens } = parseArgs({
    args: [...parameters],
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(options).map(([name, { value }]) => [
        name,
        { type: value === undefined ? ('boolean' as const) : ('string' as const) },
      ]),
    ),
  })
  const read: Reading = { values: {}, flags: new Set(), faults: [] }
  let follows: Option | undefined | null = null
  for (const token of tokens) {
    // The value of an unknown option may be a secret: never repeat it.
    if (token.kind === 'positional' && follows !== undefined) read.faults.push(surplus(token.value))
    if (token.kind === 'option') takeOption(options, token.name, token.value, read)
    follows = token.kind === 'option' ? options[token.name] : null
  }
  return read
}

/** Splits `<name>=<value>`. No URL and no scope is taken for one: `:` and `/` end the search for a name. */
export function splitName(text: string): { name: string | undefined; value: string } {
  const [, name, value] = /^([^:/=]+)=(.*)$/.exec(text) ?? []
  return name === undefined || value === undefined
    ? { name: undefined, value: text }
    : { name, value }
}

/**
 * Reads where an app is: an origin, or an address below it that ends with `/`.
 * @returns it without the slash at the end; undefined when it is no such address
 */
export function parseAppAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined
  const { origin, pathname, search, hash, username } = new URL(text)
  const isAddress = pathname.endsWith('/') && search + hash + username === ''
  return isAddress ? origin + pathname.slice(0, -1) : undefined
}

interface Reading {
  values: Record<string, string[]>
  flags: Set<string>
  faults: ConfigFault[]
}

function takeOption(
  options: Options,
  name: string,
  value: string | undefined,
  read: Reading,
): void {
  const option = options[name]
  const key = `--${name}`
  if (option === undefined) read.faults.push(unknownOption(options, key))
  else if (option.value === undefined) {
    if (value === undefined) read.flags.add(name)
    else read.faults.push({ key, problem: 'takes no value.', fix: `Write ${key} alone.` })
  } else if (value === undefined || value === '') {
    read.faults.push({ key, problem: 'has no value.', fix: `Write ${key} ${option.value}.` })
  } else {
    const values = (read.values[name] ??= [])
    if (isRepeated(option, value, values)) read.faults.push(repeated(key))
    values.push(value)
  }
}

function isRepeated({ multiple, named }: Option, value: string, earlier: readonly string[]) {
  if (multiple === true) return false
  if (named !== true) return earlier.length > 0
  return earlier.some((other) => splitName(other).name === splitName(value).name)
}

function unknownOption(options: Options, key: string): ConfigFault {
  const problem = 'is not a known option.'
  if (/secret|password|certificate/.test(key)) {
    const fix =
      'Leave it out: an app in the browser cannot keep a secret and has none. If you pasted a real one here, replace it in the portal.'
    return { key, problem, fix }
  }
  const known = Object.keys(options).map((name) => `--${name}`)
  return { key, problem, fix: `Known here: ${known.join(', ')}.` }
}

function surplus(value: string): ConfigFault {
  return { key: value, problem: 'belongs to no option.', fix: 'Remove it, or put it in quotes.' }
}

function repeated(key: string): ConfigFault {
  return { key, problem: 'is given more than once.', fix: 'Give it once.' }
}

/** @returns one line per option, for `--help` */
export function describeOptions(options: Options): string {
  const heads = Object.entries(options).map(([name, { value }]) =>
    value === undefined ? `--${name}` : `--${name} ${value}`,
  )
  const width = Math.max(...heads.map((head) => head.length)) + 2
  return Object.values(options)
    .map(({ help }, index) => `  ${(heads[index] ?? '').padEnd(width)}${help}`)
    .join('\n')
}

/** @returns two lines per fault: what is wrong, and how to fix it */
export function describeFaults(faults: readonly ConfigFault[]): string {
  return faults
    .map(({ key, problem, fix }) => `✘ ${[key, problem].filter(Boolean).join(' ')}\n  ${fix}`)
    .join('\n')
}
