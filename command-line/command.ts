import type { Interface } from 'node:readline/promises'
import { createInterface } from 'node:readline/promises'
import { describeFaults, type Fault, FaultError } from './fault.ts'
import { describeOptions, type Options, readOptions, type ReadOptions } from './options.ts'
import type { Call } from './swallowed-options.ts'

/** The input and output of a command. */
export interface Terminal {
  say: (text: string) => void
  complain: (text: string) => void
  /** Absent when there is no interactive terminal. */
  openTerminal?: (() => Interface) | undefined
}

export interface Command {
  options: Options
  /** Whether the command takes positional arguments. */
  takesWords?: boolean
  /** What it does, and an example: printed before the options in `--help`. */
  purpose: string
  /** Printed after the options. */
  notes?: string
  /** Printed after every failure, e.g. "Nothing was written." */
  afterFailure?: string
  /** @returns the exit code; 0 if undefined */
  run: (options: ReadOptions, terminal: Terminal) => Promise<number | void> | number | void
}

const ownOptions = {
  debug: { help: 'print the stack trace of a failure' },
  help: { help: 'print this help' },
} satisfies Options

/**
 * Runs a command: reads its options, answers `--help`, and prints every failure as a message. Stack traces need `--debug`.
 * @returns the exit code
 */
export async function runCommand(
  command: Command,
  call: Call,
  terminal: Terminal,
): Promise<number> {
  const options = { ...command.options, ...ownOptions }
  const read = readOptions(options, call, command.takesWords)
  const fail = (error: unknown) => {
    terminal.complain(describeFailure(error, read.flags.has('debug')))
    if (command.afterFailure !== undefined) terminal.complain(`\n${command.afterFailure}`)
    return error instanceof FaultError ? error.exitCode : 1
  }
  if (read.flags.has('help')) {
    terminal.say(describeCommand(command, options))
    return 0
  }
  try {
    return (await command.run(read, terminal)) ?? 0
  } catch (error) {
    return fail(error)
  }
}

/** Runs a command as this process. Uncaught exceptions become messages as well. */
export async function runProcess(command: Command): Promise<void> {
  const { stdin: input, stdout: output } = process
  const hasPerson = input.isTTY && output.isTTY
  const terminal: Terminal = {
    say: (text) => console.info(text),
    complain: (text) => console.error(text),
    openTerminal: hasPerson ? () => createInterface({ input, output }) : undefined,
  }
  const parameters = process.argv.slice(2)
  process.on('uncaughtException', (error) => {
    terminal.complain(describeFailure(error, parameters.includes('--debug')))
    process.exit(1)
  })
  // A reader such as `head` may close the pipe early. The command still finishes its work.
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || process.exitCode === 1) return
    terminal.complain(describeFaults([lostOutput(error)]))
    process.exitCode = 1
  })
  const code = await runCommand(command, { parameters, environment: process.env }, terminal)
  process.exitCode ||= code
}

/** @throws {FaultError} when the options have faults */
export function requireGoodOptions(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new FaultError(faults, { exitCode: 2 })
}

function lostOutput({ code, message }: NodeJS.ErrnoException): Fault {
  const problem = `The output cannot be written (${code ?? message}). Part of it is lost.`
  return { key: '', problem, fix: 'Free some disk space, or redirect the output elsewhere.' }
}

function describeCommand({ purpose, notes }: Command, options: Options): string {
  return [purpose, `Options:\n${describeOptions(options)}`, notes].filter(Boolean).join('\n\n')
}

function describeFailure(error: unknown, isDebugging: boolean): string {
  const message = describeError(error)
  if (!isDebugging || !(error instanceof Error)) return message
  const cause = error.cause instanceof Error ? `\nCaused by: ${error.cause.stack ?? ''}` : ''
  return `${message}\n\n${error.stack ?? ''}${cause}`
}

function describeError(error: unknown): string {
  if (error instanceof FaultError) return error.message
  const system = systemFault(error)
  if (system) return describeFaults([system])
  const problem = error instanceof Error ? error.message : String(error)
  // JavaScript's own errors are bugs in the code. All others carry a message for the user.
  if (error instanceof Error && !mistakes.has(error.name)) return `✘ ${problem}`
  return describeFaults([{ key: '', problem, fix: 'Add --debug to see the stack trace.' }])
}

const mistakes = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'])

// Node's errors of files and sockets have a code, and name the path or the port.
function systemFault(error: unknown): Fault | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const { code, path, port } = error as { code: unknown; path?: string; port?: number }
  const known = systemFixes.find(([pattern]) => pattern.test(String(code)))
  if (!known) return undefined
  const [, problem, fix] = known
  return { key: path ?? (port === undefined ? '' : `Port ${port}`), problem, fix }
}

const systemFixes: readonly [RegExp, problem: string, fix: string][] = [
  [/^EADDRINUSE$/, 'is in use.', 'Stop the other program, or choose another port.'],
  [/^(?:EACCES|EPERM)$/, 'is not permitted.', 'Choose another one, or change its permissions.'],
  [/^ENOENT$/, 'does not exist.', 'Correct the name.'],
  [/^EISDIR$/, 'is a folder.', 'Name a file, or remove the folder.'],
  [/^ENOTDIR$/, 'is in a folder that is a file.', 'Correct the name of the folder.'],
  [/^ENOSPC$/, 'does not fit: the disk is full.', 'Free some disk space.'],
  [/^EROFS$/, 'is on a read-only file system.', 'Choose another folder.'],
]
