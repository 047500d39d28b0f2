import { describe, expect, it } from 'vitest'
import { findExceeded, findSlower } from './gate.ts'
import { eagerKilobytes, waits } from './visit.ts'

const nine = [100, 101, 99, 100, 102, 98, 100, 103, 97]
const all = [...Object.values(waits), eagerKilobytes]
const peer = nine.map((value) => Object.fromEntries(all.map((what) => [what, value])))

/** The peer's rounds with another measurement. */
const withOther = (what: string, change: (value: number, round: number) => number) =>
  peer.map((measured, round) => ({ ...measured, [what]: change(measured[what] ?? 0, round) }))

describe('the gate', () => {
  it('passes what is equal', () => {
    expect(findSlower(peer, peer)).toEqual([])
  })

  it('names a wait that is longer than the peer’s in nearly every round', () => {
    const slow = withOther(waits.reload, (value) => value * 1.2)
    expect(findSlower(slow, peer)).toEqual([
      'reload → rows: takes 1.20 times as long as the peer (at least 1.20).',
    ])
  })

  it('passes a wait whose difference may be chance', () => {
    const mixed = withOther(waits.click, (value, round) => value * (round % 3 === 0 ? 0.9 : 1.1))
    expect(findSlower(mixed, peer)).toEqual([])
  })

  it('does not pass what was not measured', () => {
    const incomplete = withOther(waits.usable, (value, round) => (round === 3 ? NaN : value))
    expect(() => findSlower(incomplete, peer)).toThrow('Not in every round: “Sign in” usable')
  })

  it('names a cold visit that fetches over 40 kB more than the peer', () => {
    const heavy = withOther(eagerKilobytes, (value) => value + 41)
    expect(findSlower(heavy, peer)).toEqual(['cold visit: kB in total: 141, and the limit is 140.'])
  })

  it('does not pass a size that was not measured', () => {
    expect(
      findSlower(
        withOther(eagerKilobytes, () => NaN),
        peer,
      ),
    ).toHaveLength(1)
  })

  it('names what exceeds its limit', () => {
    const medians = { [`${waits.reload}: requests`]: 4, other: 1e9 }
    expect(findExceeded(medians)).toEqual(['reload → rows: requests: 4, and the limit is 3.'])
  })
})
