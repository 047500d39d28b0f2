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
  inWords,
  noEndings,
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

/** The redirect that the identity provider sends, with its answer changed. */
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

/** Whether an answer says the same as the one that was sent, in what counts (RFC 6749 §3.1, §4.1.2; RFC 9207 §2.4). */
function saysTheSame(sent: string, received: string): boolean {
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

// A case is replayed from its seed; to record hundreds of them takes longer than they do.
test.use({ trace: 'off' })

test(`redirect answers: none is accepted that was changed, and none is a dead end (${replay})`, async ({
  page,
  stack,
  provider,
}) => {
  test.setTimeout(fuzzTimeout)
  await stack.control.signInAs(page.context(), plainAccount)
  const endings = noEndings()
  for (const hostile of casesOf(hostileAnswer)) {
    let isSame = false
    provider.plant(({ headers }) => {
      const sent = headers.get('location')
      if (!sent?.includes('code=')) return
      const received = altered(sent, hostile)
      headers.set('location', received)
      isSame = saysTheSame(sent, received)
    })
    await page.goto('/forecast')
    const ending = await endingOf(page, inWords(hostile))
    if (!isSame) expect(ending, `accepted: ${inWords(hostile)}`).not.toBe('forecast')
    expect(page.url(), inWords(hostile)).not.toMatch(/[#?&](code|state|error)=/)
    endings[ending] += 1
    await forgetTab(page)
  }
  console.info('Redirect answers ended at', endings)
  expect(endings.alert).toBeGreaterThan(0)
})
