/** Test suites keep far fewer entries in one store. */
const MOST_ENTRIES = 10_000

/** For entries that a page of any site can add, and that have all that it has sent, up to 56 KB. */
export const MOST_REQUESTS = 1_000

/** A map that drops its oldest entry for a new one when it is full, so that abandoned sign-ins do not fill the memory. */
export class LimitedMap<Key, Value> extends Map<Key, Value> {
  readonly #most: number

  /** @param most entries */
  constructor(most = MOST_ENTRIES) {
    super()
    this.#most = most
  }

  /** Makes the entry the newest one, also if the key is known. */
  override set(key: Key, value: Value): this {
    this.delete(key)
    super.set(key, value)
    const [oldest] = this.keys()
    if (this.size > this.#most && oldest !== undefined) this.delete(oldest)
    return this
  }
}
