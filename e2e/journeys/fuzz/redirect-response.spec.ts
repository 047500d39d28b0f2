import * as fc from 'fast-check'
import { expect } from 'playwright/test'
import { plainAccount } from '../../support/person.ts'
import { forgetTab } from '../../support/session-steps.ts'
import { test } from '../../support/fuzz/fixtures.ts'
import { hostileText } from '../../support/fuzz/hostile-text.ts'
import {
  casesOf,
  endingOf,
  fuzzTimeout,
  describeCase,
  emptyTally,
  replay,
} from '../../support/fuzz/try-cases.ts'

type Parameters = [name: string, value: string][]

interface Change {
  how: 'drop' | 'set' | 'repeat' | 'add'
  name: string
  value: string
}

const names = ['code', 'state', 'client_info', 'session_state', 'iss', 'error']
const strange = ['Code', 'code[]', '/code', '__proto__', 'cloud_instance_host_name', 'id_token']

const change: fc.Arbitrary<Change> = fc.record({
  how: fc.constantFrom('drop', 'set', 'repeat', 'add'),
  name: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...names) },
    fc.constantFrom(...strange, 'access_token', 'error_description'),
  ),
  value: hostileText,
})

const everyCharacter = (text: string) =>
  Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
const spellings = {
  usual: encodeURIComponent,
  escaped: everyCharacter,
  twice: (text: string) => encodeURIComponent(encodeURIComponent(text)),
}

const hostileAnswer = fc.record({
  changes: fc.array(change, { minLength: 1, maxLength: 3 }),
  spelling: fc.constantFrom<keyof typeof spellings>('usual', 'usual', 'usual', 'escaped', 'twice'),
  lead: fc.oneof(
    { weight: 8, arbitrary: fc.constant('#') },
    fc.constantFrom('#/', '#?', '?', '?x=1#'),
  ),
})
type HostileAnswer = typeof hostileAnswer extends fc.Arbitrary<infer T> ? T : never

function applyChange(parameters: Parameters, { how, name, value }: Change): Parameters {
  const others = parameters.filter(([key]) => key !== name)
  const own = parameters.filter(([key]) => key === name)
  if (how === 'drop') return others
  if (how === 'repeat') return [...parameters, ...own]
  if (how === 'add') return [...parameters, [name, value]]
  return parameters.map(([key, old]) => [key, key === name ? value : old])
}

/** The redirect of the identity provider, with an altered response. */
function altered(location: string, { changes, spelling, lead }: HostileAnswer): string {
  const { origin, pathname, hash } = new URL(location)
  const parameters = [...new URLSearchParams(hash.slice(1))]
  const write = spellings[spelling]
  const text = changes
    .reduce(applyChange, parameters)
    .map(([name, value]) => `${write(name)}=${write(value)}`)
    .join('&')
  return `${origin}${pathname}${lead}${text}`
}

/** Whether an altered response is still valid and equivalent (RFC 6749 §3.1, §4.1.2; RFC 9207 §2.4). */
function isEquivalent(sent: string, received: string): boolean {
  const before = new URLSearchParams(new URL(sent).hash.slice(1))
  const after = new URLSearchParams(new URL(received).hash.replace(/^#\/?/, ''))
  const keys = [...after.keys()]
  return (
    new Set(keys).size === keys.length &&
    after.get('code') === before.get('code') &&
    after.get('state') === before.get('state') &&
    !after.has('error') &&
    !after.has('iss')
  )
}

// The seed replays a case. Traces of hundreds of cases take longer than the cases.
test.use({ trace: 'off' })

test(
  `authorization responses: no altered one is accepted, and no case is a dead end (${replay})`,
  {
    tag: ['@promise', '@long'],
    annotation: { type: 'requirement', description: 'RFC 6749 §3.1, §4.1.2; RFC 9207 §2.4' },
  },
  async ({ page, stack, provider }) => {
    test.setTimeout(fuzzTimeout)
    await stack.control.signInAs(page.context(), plainAccount)
    const endings = emptyTally()
    for (const hostile of casesOf(hostileAnswer)) {
      let isSame = false
      provider.plant(({ headers }) => {
        const sent = headers.get('location')
        if (!sent?.includes('code=')) return
        const received = altered(sent, hostile)
        headers.set('location', received)
        isSame = isEquivalent(sent, received)
      })
      await page.goto('/forecast')
      const ending = await endingOf(page, describeCase(hostile))
      if (!isSame) expect(ending, `accepted: ${describeCase(hostile)}`).not.toBe('forecast')
      expect(page.url(), describeCase(hostile)).not.toMatch(/[#?&](code|state|error)=/)
      endings[ending] += 1
      await forgetTab(page)
    }
    console.info('Authorization responses ended at', endings)
    expect(endings.alert).toBeGreaterThan(0)
  },
)
