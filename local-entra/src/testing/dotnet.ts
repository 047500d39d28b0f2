import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { LocalEntra } from '../local-entra.ts'
import type { RegistrationsInput } from '../registrations/registrations.ts'
import { openCertificate } from '../server/certificate.ts'
import { type RunningCommand, runProgram } from './run-command.ts'
import { withLocalEntra } from './with-local-entra.ts'

/** For the build of a project, which fetches packages from NuGet the first time. */
const BUILD_TIME = 5 * 60_000
/** For a test that starts a .NET program. */
export const DOTNET_TEST = { timeout: 60_000 }

/** A stack on https, and a .NET program, for the tests of one file or group. */
export interface WithDotnet {
  stack: LocalEntra
  /**
   * Starts the program, which trusts the certificate of the stack.
   * @param environment what it gets beside the environment of this process
   */
  start(args: string[], environment: NodeJS.ProcessEnv): RunningCommand
}

/**
 * Builds a project in a copy before the tests, and ends what they started after them. A test that fails prints its output.
 * @param project its folder
 * @param registrations of the stack; the sample ones by default
 */
export function withDotnet(project: string, registrations?: RegistrationsInput): WithDotnet {
  const running: RunningCommand[] = []
  let folder = ''

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dotnet-'))
    cpSync(project, folder, { recursive: true })
    const args = [
      'build',
      '--disable-build-servers',
      '--output',
      'built',
      '--property:AssemblyName=program',
    ]
    const build = runProgram('dotnet', args, process.env, folder)
    if ((await build.ended) !== 0) throw new Error(build.output())
  }, BUILD_TIME)
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') for (const program of running) console.log(program.output())
  })
  afterAll(async () => {
    await Promise.all(running.map((program) => program.interrupt()))
    rmSync(folder, { recursive: true, force: true })
  })

  const holder = withLocalEntra(async () => {
    const https = await openCertificate(true, folder)
    return { ...(https && { https }), ...(registrations && { registrations }) }
  })
  return {
    get stack() {
      return holder.stack
    },
    start: (args, environment) => {
      // ASP.NET Core keeps keys in the home folder.
      const own = { HOME: folder, SSL_CERT_FILE: holder.stack.certificate?.file }
      const all = { ...process.env, ...own, ...environment }
      const program = runProgram('dotnet', ['built/program.dll', ...args], all, folder)
      running.push(program)
      return program
    },
  }
}

/** @returns why the tests of .NET are skipped, as the end of a title; undefined when they run */
export function reasonToSkipDotnet(): string | undefined {
  if (process.env['LONG_TAIL'] === undefined) return ' (in npm run test:all)'
  if (process.platform !== 'linux')
    return ' (on Linux alone, where SSL_CERT_FILE is what .NET trusts)'
  const { stdout } = spawnSync('dotnet', ['--version'], { encoding: 'utf8' })
  return Number.parseInt(stdout ?? '', 10) >= 10 ? undefined : ' (needs the .NET SDK 10 or newer)'
}
