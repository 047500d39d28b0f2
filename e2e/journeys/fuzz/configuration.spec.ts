import * as fc from 'fast-check'
import { openDevTools } from '../../support/dev-tools.ts'
import { expect } from 'playwright/test'
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

const noText = fc.constantFrom<unknown>(null, 1, true, {}, [], ['x'])
const unsafeAddresses = [
  'http://evil.example/x http://localhost.evil.example/x //evil.example/x /\\evil.example/x',
  'javascript:alert(1) data:text/plain,x file:///etc/passwd wss://evil.example/x evil.example',
  'https://user:secret@evil.example/x',
].flatMap((line) => line.split(' '))
const noSafeAddress = fc.oneof(noText, fc.constantFrom('', ...unsafeAddresses))

/** Invalid values for each key. */
const wrong: Record<string, fc.Arbitrary<unknown>> = {
  authority: noSafeAddress,
  clientId: fc.oneof(noText, hostileText),
  weatherApi: fc.oneof(noText, hostileText),
  'weatherApi.url': noSafeAddress,
  'weatherApi.scope': fc.oneof(noText, fc.constantFrom('', 'access_as_user', 'api://a/b c')),
  tokenStorage: fc.oneof(noText, fc.constantFrom('local', 'cookie', 'Session', '')),
  authorityMetadata: fc.oneof(noText, hostileText),
  'authorityMetadata.token_endpoint': noSafeAddress,
  'authorityMetadata.authorization_endpoint': noSafeAddress,
  unknown: fc.constant(1),
  'weatherApi.unknown': fc.constant(1),
}

type Spoil = (config: object) => string

const spoiltValue: fc.Arbitrary<Spoil> = fc
  .constantFrom(...Object.keys(wrong))
  .chain((key) => (wrong[key] ?? noText).map((value) => [key, value] as const))
  .map(
    ([key, value]) =>
      (config) =>
        JSON.stringify(withValue(config, key.split('.'), value)),
  )

const cut: fc.Arbitrary<Spoil> = fc
  .double({ min: 0, max: 0.99, noNaN: true })
  .map((part) => (config) => {
    const text = JSON.stringify(config)
    return text.slice(0, Math.floor(text.length * part))
  })

const somethingElse: fc.Arbitrary<Spoil> = fc
  .oneof(
    fc.json(),
    fc.constantFrom('<!doctype html><p>Sign in', '['.repeat(50_000), 'null', '[]', '{}'),
  )
  .map((text) => () => text)

const spoilt = fc.oneof({ weight: 4, arbitrary: spoiltValue }, cut, somethingElse)

function withValue(target: object, [first = '', ...rest]: string[], value: unknown): object {
  const inner = (target as Record<string, unknown>)[first]
  const isInside = rest.length > 0 && typeof inner === 'object' && inner !== null
  return { ...target, [first]: isInside ? withValue(inner, rest, value) : value }
}

// The seed replays a case. Traces of hundreds of cases take longer than the cases.
test.use({ trace: 'off' })

test(
  `configurations: no invalid one is accepted, and no case is a dead end (${replay})`,
  { tag: ['@promise', '@long'], annotation: { type: 'requirement', description: 'RFC 6750 §5.3' } },
  async ({ page, stack, site }) => {
    test.setTimeout(fuzzTimeout)
    const elsewhere: string[] = []
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== site.origin) elsewhere.push(request.url())
    })
    // The browser caches the configuration for a minute. The cases follow each other faster.
    const devTools = await openDevTools(page)
    await devTools.send('Network.setCacheDisabled', { cacheDisabled: true })
    const endings = emptyTally()
    for (const spoil of casesOf(spoilt)) {
      const text = spoil(stack.appConfig)
      await site.mount(text)
      await page.goto('/forecast')
      const ending = await endingOf(page, describeCase(text))
      expect(ending, `accepted: ${describeCase(text)}`).toBe('alert')
      endings[ending] += 1
    }
    console.info('Configurations ended at', endings)
    expect(elsewhere).toEqual([])
  },
)
