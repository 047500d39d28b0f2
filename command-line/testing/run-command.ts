import { type ChildProcess, spawn } from 'node:child_process'

/** A running command of this repository. */
export interface RunningCommand {
  output(): string
  /** The part of the output that is on standard error. What comes first of the two streams is not certain. */
  errors(): string
  /**
   * Waits until the output contains a text. Rejects when the command ends without it.
   * @returns the match and its groups
   */
  says(text: string | RegExp): Promise<string[]>
  /** Ends the command as Ctrl-C does. */
  interrupt(): Promise<number | null>
  /** Resolves to the exit code when the output is complete. */
  ended: Promise<number | null>
}

/**
 * @param args arguments of Node: the script and its arguments
 * @param cwd the folder in which it runs; by default that of this process
 */
export function runCommand(
  args: string[],
  environment: NodeJS.ProcessEnv,
  cwd?: string,
): RunningCommand {
  return runProgram(process.execPath, args, environment, cwd)
}

/** The same for a program other than Node. */
export function runProgram(
  program: string,
  args: string[],
  environment: NodeJS.ProcessEnv,
  cwd?: string,
): RunningCommand {
  const child = spawn(program, args, { env: environment, cwd })
  let output = ''
  const listeners = new Set<() => void>()
  const hear = (chunk: Buffer) => {
    output += chunk.toString('utf8')
    for (const listener of listeners) listener()
  }
  child.stdout.on('data', hear)
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8')
    hear(chunk)
  })
  const ended = endOf(child)
  return {
    ended,
    output: () => output,
    errors: () => errors,
    says: (text) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const found =
            typeof text === 'string' ? output.includes(text) && [text] : text.exec(output)
          if (found) resolve([...found])
        }
        listeners.add(check)
        check()
        void ended.then(() =>
          reject(new Error(`ended without the output ${String(text)}:\n${output}`)),
        )
      }),
    interrupt: () => {
      child.kill('SIGINT')
      return ended
    },
  }
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    // Not `exit`, after which output may still arrive.
    child.once('close', (code) => resolve(code))
  })
}
