import { readFile } from 'node:fs/promises'
import { parse, type ParseError, printParseErrorCode } from 'jsonc-parser'
import { FaultError } from './fault.ts'

/**
 * Reads a JSON file that people edit, as a browser would: UTF-8, with or without a byte order mark.
 * @throws {FaultError} when the file does not exist, has another encoding, or is not a JSON object
 */
export async function readJsonFile(file: string): Promise<object> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw unreadable(file, error)
  })
  const value = parseJson(decodeText(bytes, file), file)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  const problem = `contains ${Array.isArray(value) ? 'an array' : JSON.stringify(value)}, not a JSON object.`
  throw new FaultError([{ key: file, problem, fix: 'Write a JSON object: { … }.' }])
}

/**
 * @param name of the file, or its address, for messages
 * @throws {FaultError} with the line and the column when it is not JSON
 */
export function parseJson(text: string, name: string): unknown {
  const withoutMark = text.replace(/^\uFEFF/, '')
  try {
    return JSON.parse(withoutMark)
  } catch (error) {
    const [problem, fix] = explainSyntax(withoutMark, error)
    throw new FaultError([{ key: name, problem, fix }], { cause: error })
  }
}

/**
 * Decodes UTF-8 and removes the byte order mark.
 * @param name of the file, for messages
 * @throws {FaultError} when it has another encoding
 */
export function decodeText(bytes: Uint8Array, name: string): string {
  const encoding = otherEncodingOf(bytes)
  if (encoding !== undefined) {
    const problem = `is saved in ${encoding}, but browsers expect UTF-8.`
    throw new FaultError([{ key: name, problem, fix: saveAsUtf8 }])
  }
  return new TextDecoder().decode(bytes)
}

const saveAsUtf8 =
  'Save it as UTF-8. In Windows PowerShell, add -Encoding utf8 to Out-File or Set-Content.'

function otherEncodingOf(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'UTF-16'
  if (first === 0xfe && second === 0xff) return 'UTF-16'
  if (bytes.includes(0)) return 'UTF-16 or UTF-32' // JSON has no NUL (RFC 8259 §2)
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return undefined
  } catch {
    return 'another encoding'
  }
}

function unreadable(file: string, cause: unknown): FaultError {
  const { code = String(cause) } = cause as { code?: string }
  const [problem, fix] = unreadableFiles[code] ?? [
    `cannot be read (${code}).`,
    'Check its permissions.',
  ]
  return new FaultError([{ key: file, problem, fix }], { cause })
}

const unreadableFiles: Readonly<Record<string, [problem: string, fix: string]>> = {
  ENOENT: ['does not exist.', 'Correct the name of the file.'],
  EISDIR: ['is a folder.', 'Name a file in it.'],
}

function explainSyntax(text: string, error: unknown): [problem: string, fix: string] {
  if (text.trim() === '') return ['is empty.', 'Write JSON into it.']
  if (text.includes('\0')) return ['is saved in UTF-16, but browsers expect UTF-8.', saveAsUtf8]
  if (/^\s*</.test(text)) return ['is HTML, not JSON.', 'Check that it is the right file.']
  const errors: ParseError[] = []
  parse(text, errors, { disallowComments: true })
  const [first] = errors
  if (!first) return [`is not JSON: ${error instanceof Error ? error.message : ''}.`, 'Correct it.']
  const [sign = ''] = text.slice(first.offset)
  if (/[^\S \t\r\n]|\p{C}/u.test(sign)) return invisible(sign, positionOf(text, first.offset))
  const before = text.slice(0, first.offset).trimEnd()
  const isExtraComma = before.endsWith(',') && /^[}\]]/.test(text.slice(first.offset))
  const isOtherQuote = /^['‘’“”„`]/.test(text.slice(first.offset))
  const isAfterEnd = isJson(before)
  const [name = printParseErrorCode(first.error)] = [
    ...(isExtraComma ? ['comma'] : []),
    ...(isOtherQuote ? ['quote'] : []),
    ...(isAfterEnd ? ['EndOfFileExpected'] : []),
  ]
  const { line, column } = positionOf(text, isExtraComma ? before.length - 1 : first.offset)
  const [problem, fix] = explanations[name] ?? ['a syntax error', 'Correct it there.']
  return [`is not JSON: ${problem} at line ${line}, column ${column}.`, fix]
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

// Such as a no-break space copied from a web page. JSON allows space, tab, CR and LF (RFC 8259 §2).
function invisible(sign: string, { line, column }: Position): [problem: string, fix: string] {
  const name = `U+${sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`
  const problem = `is not JSON: an invisible character (${name}) at line ${line}, column ${column}.`
  return [problem, 'Replace it with a space.']
}

interface Position {
  line: number
  column: number
}

/** @returns line and column as editors count them, from 1 */
function positionOf(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/)
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

// The names are jsonc-parser's, except `comma` and `quote`.
const explanations: Readonly<Record<string, [problem: string, fix: string]>> = {
  comma: ['an extra comma', 'Remove it: JSON has no comma after the last entry.'],
  quote: ['a wrong quotation mark', 'Use " around names and strings.'],
  CommaExpected: ['a missing comma', 'Put a comma between the entries.'],
  ColonExpected: ['a missing colon', 'Put a colon between name and value.'],
  ValueExpected: ['a missing value', 'Write a value. Strings need " around them.'],
  PropertyNameExpected: ['a missing name', 'Write a name with " around it.'],
  InvalidSymbol: [
    'an unknown word',
    'Put " around names and strings. true, false and null are lowercase.',
  ],
  InvalidNumberFormat: ['a broken number', 'Correct it, or put " around it if it is a string.'],
  InvalidCommentToken: ['a comment', 'Remove it: JSON has no comments.'],
  UnexpectedEndOfComment: ['a comment', 'Remove it: JSON has no comments.'],
  UnexpectedEndOfString: ['a string without its closing quote', 'Add the " at its end.'],
  InvalidEscapeCharacter: ['a single backslash', 'Write each backslash twice: \\\\.'],
  InvalidUnicode: ['a broken \\u escape', 'Write four hexadecimal digits after \\u.'],
  InvalidCharacter: ['a control character in a string', 'Write \\n for a new line, \\t for a tab.'],
  CloseBraceExpected: ['an unexpected end', 'Add the missing }.'],
  CloseBracketExpected: ['an unexpected end', 'Add the missing ].'],
  EndOfFileExpected: ['extra content after the end', 'Remove it. A second } is a usual cause.'],
}
