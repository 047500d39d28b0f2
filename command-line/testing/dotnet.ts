import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type RunningCommand, runProgram } from './run-command.ts'

/** For the build of a project, which fetches packages from NuGet the first time. */
export const BUILD_TIME = 5 * 60_000
/** For a test that starts a .NET program. */
export const DOTNET_TEST = { timeout: 180_000 }

/** A .NET project, built in a folder of its own, which is also the home folder of its programs. */
export interface DotnetProgram {
  folder: string
  /** @param environment what it gets beside the environment of this process */
  start(args: string[], environment: NodeJS.ProcessEnv): RunningCommand
  /** Ends what was started, and deletes the folder. */
  discard(): Promise<void>
  /** What the programs have printed. */
  outputs(): string[]
}

/**
 * Builds a copy of a project, so that the build leaves nothing in this repository.
 * @throws {Error} with the output of a build that fails
 */
export async function buildDotnet(project: string): Promise<DotnetProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'dotnet-'))
  cpSync(project, folder, { recursive: true, filter: (path) => !isOutput(path) })
  const options = [
    '--disable-build-servers',
    '--output',
    'built',
    '--property:AssemblyName=program',
  ]
  const build = runProgram('dotnet', ['build', ...options], process.env, folder)
  if ((await build.ended) !== 0) {
    rmSync(folder, { recursive: true, force: true })
    throw new Error(build.output())
  }
  const running: RunningCommand[] = []
  return {
    folder,
    start: (args, environment) => {
      // ASP.NET Core keeps keys in the home folder.
      const all = { ...process.env, HOME: folder, ...environment }
      const program = runProgram('dotnet', ['built/program.dll', ...args], all, folder)
      running.push(program)
      return program
    },
    discard: async () => {
      await Promise.all(running.map((program) => program.interrupt()))
      rmSync(folder, { recursive: true, force: true })
    },
    outputs: () => running.map((program) => program.output()),
  }
}

const isOutput = (path: string) => ['bin', 'obj'].includes(basename(path))

/** @returns why the tests of .NET are skipped, as the end of a title; undefined when they run */
export function reasonToSkipDotnet(): string | undefined {
  if (process.env['LONG_TAIL'] === undefined) return ' (in npm run test:all)'
  if (process.platform !== 'linux')
    return ' (on Linux alone, where SSL_CERT_FILE is what .NET trusts)'
  return hasDotnet() ? undefined : ' (needs the .NET SDK 10 or newer)'
}

/** Whether there is a .NET SDK 10 or newer. */
export function hasDotnet(): boolean {
  const { stdout } = spawnSync('dotnet', ['--version'], { encoding: 'utf8' })
  return Number.parseInt(stdout ?? '', 10) >= 10
}
