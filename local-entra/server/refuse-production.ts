/**
 * Throws when the process says it is a production process: these servers sign anybody in.
 *
 * @param environment the process environment
 */
export function refuseProduction(environment: NodeJS.ProcessEnv): void {
  if (environment['NODE_ENV'] !== 'production') return
  throw new Error(
    'The local stack signs anybody in without a password, so it does not start with NODE_ENV=production.',
  )
}
