/** A port that somebody else listens on. The message is for a person and needs no stack. */
export class PortTakenError extends Error {
  override name = 'PortTakenError'

  constructor({ name, port, portSetting }: { name: string; port: number; portSetting: string }) {
    super(
      `Port ${port}, wanted for the ${name}, is already in use. ` +
        `Stop what uses it, or choose another port with ${portSetting}.`,
    )
  }
}
