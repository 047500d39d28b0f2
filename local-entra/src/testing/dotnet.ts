import { afterAll, afterEach, beforeAll } from 'vitest'
import {
  BUILD_TIME,
  buildDotnet,
  type DotnetProgram,
} from '../../../command-line/testing/dotnet.ts'
import type { RunningCommand } from '../../../command-line/testing/run-command.ts'
import type { LocalEntra } from '../local-entra.ts'
import type { RegistrationsInput } from '../registrations/registrations.ts'
import { openCertificate } from '../server/certificate.ts'
import { withLocalEntra } from './with-local-entra.ts'

export { DOTNET_TEST, reasonToSkipDotnet } from '../../../command-line/testing/dotnet.ts'

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
  let program: DotnetProgram | undefined

  beforeAll(async () => {
    program = await buildDotnet(project)
  }, BUILD_TIME)
  afterEach(({ task }) => {
    if (task.result?.state === 'fail')
      for (const text of program?.outputs() ?? []) console.log(text)
  })
  afterAll(() => program?.discard())

  const holder = withLocalEntra(async () => {
    const https = await openCertificate(true, program?.folder)
    return { ...(https && { https }), ...(registrations && { registrations }) }
  })
  return {
    get stack() {
      return holder.stack
    },
    start: (args, environment) => {
      if (!program) throw new Error('The project was not built.')
      const trusted = { SSL_CERT_FILE: holder.stack.certificate?.file }
      return program.start(args, { ...trusted, ...environment })
    },
  }
}
