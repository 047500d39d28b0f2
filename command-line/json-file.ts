import { readFile } from 'node:fs/promises'
import { parse, type ParseError, printParseErrorCode } from 'jsonc-parser'
import { FaultError } from './fault.ts'

/**
 * Reads a JSON file that people edit, as a browser would: UTF-8, with or without a byte order mark.
 * @throws {FaultError} when there is no such file, it has another encoding, or it is not a JSON object
 */
export async function readJsonFile(file: string): Promise<object> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw unreadable(file, error)
  })
  const value = parseJson(decodeText(bytes, file), file)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  const problem = `holds ${Array.isArray(value) ? 'a list' : JSON.stringify(value)}.`
  throw new FaultError([{ key: file, problem, fix: 'Write one JSON object into it.' }])
}

/**
 * @param name of the file or address, for messages
 * @throws {FaultError} when it is not JSON, with the line and the column
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
 * Decodes UTF-8 and takes off the byte order mark.
 * @param name of the file, for messages
 * @throws {FaultError} when it has another encoding
 */
export function decodeText(bytes: Uint8Array, name: string): string {
  const encoding = otherEncodingOf(bytes)
  if (encoding !== undefined) {
    const problem = `is saved as ${encoding}; browsers read UTF-8.`
    throw new FaultError([{ key: name, problem, fix: saveAsUtf8 }])
  }
  return new TextDecoder().decode(bytes)
}

const saveAsUtf8 =
  'Save it as UTF-8. In Windows PowerShell add -Encoding utf8 to Out-File or Set-Content.'

function otherEncodingOf(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'UTF-16'
  if (first === 0xfe && second === 0xff) return 'UTF-16'
  if (bytes.includes(0)) return 'UTF-16 or UTF-32' // JSON has no NUL (RFC 8259 §2)
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return undefined
  } catch {
    return 'something other than UTF-8'
  }
}

function unreadable(file: string, cause: unknown): FaultError {
  const { code = String(cause) } = cause as { code?: string }
  const [problem, fix] = unreadableFiles[code] ?? [
    `cannot be read (${code}).`,
    'Check who may read it.',
  ]
  return new FaultError([{ key: file, problem, fix }], { cause })
}

const unreadableFiles: Readonly<Record<string, [problem: string, fix: string]>> = {
  ENOENT: ['is not there.', 'Correct the name of the file.'],
  EISDIR: ['is a folder.', 'Name a file in it.'],
}

function explainSyntax(text: string, error: unknown): [problem: string, fix: string] {
  if (text.trim() === '') return ['is empty.', 'Write JSON into it.']
  if (text.includes('\0')) return ['is saved as UTF-16; browsers read UTF-8.', saveAsUtf8]
  if (/^\s*</.test(text)) return ['is a page and not JSON.', 'Check that it is the right file.']
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
  const [problem, fix] = explanations[name] ?? ['a mistake', 'Correct it there.']
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

// Such as the blanks of a web page. JSON knows four: space, tab, and the two of a line end (RFC 8259 §2).
function invisible(sign: string, { line, column }: Position): [problem: string, fix: string] {
  const name = `U+${sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`
  const problem = `is not JSON: an invisible character (${name}) at line ${line}, column ${column}.`
  return [problem, 'Delete it, and type a space in its place.']
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

// The names are those of jsonc-parser, and two of our own for what is usual.
const explanations: Readonly<Record<string, [problem: string, fix: string]>> = {
  comma: ['an extra comma', 'Remove it: JSON has no comma after the last entry.'],
  quote: ['another quotation mark', 'Write " around names and texts.'],
  CommaExpected: ['a missing comma', 'Put a comma between the entries.'],
  ColonExpected: ['a missing colon', 'Put a colon between name and value.'],
  ValueExpected: ['a missing value', 'Write a value, with " around a text.'],
  PropertyNameExpected: ['a missing name', 'Write a name with " around it.'],
  InvalidSymbol: [
    'an unknown word',
    'Put " around names and texts; true, false and null are small.',
  ],
  InvalidNumberFormat: ['a broken number', 'Correct it, or put " around a text.'],
  InvalidCommentToken: ['a comment', 'Remove it: JSON has no comments.'],
  UnexpectedEndOfComment: ['a comment', 'Remove it: JSON has no comments.'],
  UnexpectedEndOfString: ['a text without its closing quote', 'Add the " at its end.'],
  InvalidEscapeCharacter: ['a single backslash', 'Write two for each: \\\\.'],
  InvalidUnicode: ['a broken \\u escape', 'Write four hexadecimal digits after \\u.'],
  InvalidCharacter: ['a control character in a text', 'Write \\n for a new line, \\t for a tab.'],
  CloseBraceExpected: ['an early end', 'Add the missing } at its end.'],
  CloseBracketExpected: ['an early end', 'Add the missing ] at its end.'],
  EndOfFileExpected: ['something after its end', 'Remove what follows, such as a second }.'],
}
