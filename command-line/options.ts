import { parseArgs } from 'node:util'
import type { Fault } from './fault.ts'
import { type Call, explainSwallowed, lettersOf } from './swallowed-options.ts'

/** An option of a command. */
export interface Option {
  /** Placeholder of the value; an option without one is a flag. */
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
  /** The positional arguments, if the command takes them. */
  words: readonly string[]
  faults: Fault[]
}

/**
 * Reads the options of a command. Unlike `parseArgs` alone, it reports every fault, not only the first.
 * @param takesWords whether the command takes positional arguments
 */
export function readOptions(
  options: Options,
  { parameters, environment }: Call,
  takesWords = false,
): ReadOptions {
  // pnpm and Yarn pass on the `--` that npm removes.
  const given = parameters[0] === '--' ? parameters.slice(1) : parameters
  const read: Reading = { values: {}, flags: new Set(), words: [], faults: [] }
  const swallowed = explainSwallowed(Object.keys(options), { parameters: given, environment })
  if (swallowed) return { ...read, faults: [swallowed] }
  const mistyped = given.filter(isMistyped)
  read.faults.push(...mistyped.map((text) => unknownOption(options, text)))
  let follows: Option | undefined | null = null
  for (const token of tokensOf(
    options,
    given.filter((text) => !isMistyped(text)),
  )) {
    // The value of an unknown option may be a secret: never repeat it.
    if (token.kind === 'positional' && follows !== undefined) {
      if (takesWords) read.words.push(token.value)
      else read.faults.push(surplus(token.value))
    }
    if (token.kind === 'option') takeOption(options, token.name, token.value, read)
    follows = token.kind === 'option' ? optionOf(options, token.name) : null
  }
  return read
}

/** Splits `<name>=<value>`. A name contains neither `:` nor `/`, so URLs and scopes are not split. */
export function splitName(text: string): { name: string | undefined; value: string } {
  const [, name, value] = /^([^:/=]+)=(.*)$/.exec(text) ?? []
  return name === undefined || value === undefined
    ? { name: undefined, value: text }
    : { name, value }
}

interface Reading {
  values: Record<string, string[]>
  flags: Set<string>
  words: string[]
  faults: Fault[]
}

function tokensOf(options: Options, args: string[]) {
  const configs = Object.entries(options).map(([name, { value }]) => {
    const type = value === undefined ? ('boolean' as const) : ('string' as const)
    return [name, name === 'help' ? { type, short: 'h' } : { type }] as const
  })
  const known = Object.fromEntries(configs)
  // parseArgs would take the next option for the value of this one.
  const complete = args.map((text, index) => {
    if (!text.startsWith('--')) return text
    const takesValue = optionOf(options, text.slice('--'.length))?.value !== undefined
    return takesValue && /^--|^$/.test(args[index + 1] ?? '') ? `${text}=` : text
  })
  return parseArgs({ args: complete, strict: false, tokens: true, options: known }).tokens
}

// `-print`, as in PowerShell's own commands, and `–print` with the dash of a word processor.
function isMistyped(parameter: string): boolean {
  return /^(?:-[a-z][\w-]+|[\u2010-\u2015\u2212]+\w[\w-]*)(?:=|$)/i.test(parameter)
}

function optionOf(options: Options, name: string): Option | undefined {
  return Object.hasOwn(options, name) ? options[name] : undefined
}

function takeOption(
  options: Options,
  name: string,
  value: string | undefined,
  read: Reading,
): void {
  const option = optionOf(options, name)
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

function unknownOption(options: Options, text: string): Fault {
  const [key = text] = text.split('=')
  const problem = 'is not a known option.'
  const names = Object.keys(options)
  const meant = names.find((name) => lettersOf(name) === lettersOf(key))
  if (meant !== undefined) return { key, problem, fix: `Write --${meant}.` }
  if (/secret|password|certificate/i.test(key)) {
    const fix =
      'Remove it: a single-page app cannot keep a secret and has none. If you pasted a real secret here, replace it in the portal.'
    return { key, problem, fix }
  }
  return { key, problem, fix: `Known options: ${names.map((name) => `--${name}`).join(', ')}.` }
}

function surplus(value: string): Fault {
  return {
    key: value,
    problem: 'is not an option.',
    fix: 'Remove it. A value with spaces needs quotes.',
  }
}

function repeated(key: string): Fault {
  return { key, problem: 'is given more than once.', fix: 'Give it once.' }
}

const columns = 100

/** @returns the list of options for `--help` */
export function describeOptions(options: Options): string {
  const heads = Object.entries(options).map(([name, { value }]) =>
    value === undefined ? `  --${name}` : `  --${name} ${value}`,
  )
  const width = Math.max(...heads.map((head) => head.length)) + 2
  return Object.values(options)
    .map(({ help }, index) => (heads[index] ?? '').padEnd(width) + wrap(help, width))
    .join('\n')
}

/** Wraps a text into lines that begin at a column. */
function wrap(text: string, column: number): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    const isFull = line !== '' && column + line.length + word.length >= columns
    if (isFull) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.join(`\n${' '.repeat(column)}`)
}
