/** Random choices that the same seed makes again. */
export interface Random {
  below(limit: number): number
  of<T>(choices: readonly T[]): T
}

/** Mulberry32: small, and good enough to mutate requests with. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    of: (choices) => {
      const [first] = choices
      const choice = choices[below(choices.length)] ?? first
      if (choice === undefined) throw new Error('there is nothing to choose from')
      return choice
    },
  }
}
