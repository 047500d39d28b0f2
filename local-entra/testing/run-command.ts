import { type ChildProcess, spawn } from 'node:child_process'

/** A command of the project, running. */
export interface RunningCommand {
  output(): string
  /** Waits until the output has a text. Rejects when the command ends before. */
  says(text: string | RegExp): Promise<void>
  /** Ends it as Ctrl-C does, and waits for the end. */
  interrupt(): Promise<number | null>
  ended: Promise<number | null>
}

/** @param args of Node: the script and its arguments */
export function runCommand(args: string[], environment: NodeJS.ProcessEnv): RunningCommand {
  const child = spawn(process.execPath, args, { env: environment })
  let output = ''
  const listeners = new Set<() => void>()
  const hear = (chunk: Buffer) => {
    output += chunk.toString('utf8')
    for (const listener of listeners) listener()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const ended = endOf(child)
  return {
    ended,
    output: () => output,
    says: (text) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (typeof text === 'string' ? output.includes(text) : text.test(output)) resolve()
        }
        listeners.add(check)
        check()
        void ended.then(() => reject(new Error(`ended before it said ${String(text)}:\n${output}`)))
      }),
    interrupt: () => {
      child.kill('SIGINT')
      return ended
    },
  }
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code))
  })
}
