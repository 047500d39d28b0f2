/** `/config.json` did not arrive: the app's own host is down, slow, or out of reach. */
export class ConfigUnreachableError extends Error {
  override readonly name = 'ConfigUnreachableError'

  constructor(cause: unknown) {
    super('config.json could not be fetched.', { cause })
  }
}

/** The address leads to no page of this app. */
export class NoSuchPageError extends Error {
  override readonly name = 'NoSuchPageError'
}
