import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { toJsonSchema } from '@valibot/to-json-schema'
import { Ajv } from 'ajv'
import { format as prettify, resolveConfig } from 'prettier'
import { expect, test } from 'vitest'
import { defaultRegistrations } from './default-registrations.ts'
import { MICROSOFT_GRAPH } from './microsoft-graph.ts'
import { parseRegistrations } from './parse-registrations.ts'
import { registrationsSchema } from './registrations.ts'
import { sampleRegistrations } from './sample-registrations.ts'
import { parseUrl } from '../../../command-line/parse-url.ts'

const file = fileURLToPath(new URL('../../registrations.schema.json', import.meta.url))

const complete = toJsonSchema(registrationsSchema, {
  typeMode: 'input',
  ignoreActions: ['to_lower_case'],
  // An entry for Microsoft Graph that has all keys is valid as any other API, too.
  overrideSchema: ({ valibotSchema, jsonSchema: { oneOf, ...others } }) =>
    valibotSchema.type === 'variant' && oneOf ? { ...others, anyOf: oneOf } : undefined,
  // Editors check a pattern, but not the format uuid.
  overrideAction: ({ valibotAction }) =>
    valibotAction.type === 'uuid'
      ? { type: 'string', pattern: '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' }
      : undefined,
})
const jsonSchema: object = {
  $schema: complete.$schema,
  ...complete,
  properties: withSampleEntries(complete.properties ?? {}),
  required: [],
  if: { properties: { samples: { const: true } }, required: ['samples'] },
  else: { required: complete.required },
}

/** In each list, an entry with the id or user name of a sample needs no other key. */
function withSampleEntries(lists: Record<string, unknown>): Record<string, unknown> {
  const samples: Record<string, Entry[]> = sampleRegistrations()
  return Object.fromEntries(
    Object.entries(lists).map(([list, schema]) => {
      const entries = samples[list]
      if (!entries) return [list, schema]
      const { items } = schema as { items: JsonSchema }
      return [list, { ...(schema as object), items: relaxed(items, entries) }]
    }),
  )
}

function relaxed(items: JsonSchema, samples: Entry[]): JsonSchema {
  const { anyOf, required: keys = [], properties = {} } = items
  if (anyOf) return { ...items, anyOf: anyOf.map((each) => relaxed(each, samples)) }
  const [key = ''] = keys
  if (keys.length === 1) return items
  // An editor offers these: without most of the 253 groups.
  const names = samples.slice(0, 20).map((sample) => sample[key])
  const named = { properties: { [key]: { ...properties[key], enum: names } } }
  return { ...items, required: [key], anyOf: [{ required: keys }, named] }
}

test('the JSON Schema of the file is generated from the parser', async () => {
  const style = await resolveConfig(file)
  const text = await prettify(JSON.stringify(jsonSchema), { ...style, filepath: file })
  await expect(text).toMatchFileSnapshot(file)
})

test('every key has a description, and every optional key with a default shows it', () => {
  expect(keysWithout('description', complete)).toEqual([])
  expect(keysWithout('default', complete)).toEqual([
    '$schema',
    'apps.frontChannelLogoutUri',
    'apis.tenantId',
    'apis.setting',
    'apis.tenantId',
    'apis.setting',
    'accounts.claims.preferred_username',
    'accounts.claims.name',
    'accounts.claims.email',
    'accounts.claims.idp',
  ])
})

type Entry = Record<string, unknown>

interface JsonSchema {
  description?: string
  default?: unknown
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  enum?: unknown[]
  anyOf?: JsonSchema[]
}

/** @returns the paths of the keys without a description, or of the optional keys without a default */
function keysWithout(keyword: 'description' | 'default', schema: unknown, path = ''): string[] {
  const { properties = {}, required = [], items, anyOf = [] } = schema as JsonSchema
  const own = Object.entries(properties).flatMap(([key, member]) => {
    const isExpected = keyword === 'description' || !required.includes(key)
    const place = path + key
    return [
      ...(isExpected && member[keyword] === undefined ? [place] : []),
      ...keysWithout(keyword, member, `${place}.`),
    ]
  })
  const within = [...(items ? [items] : []), ...anyOf]
  return [...own, ...within.flatMap((member) => keysWithout(keyword, member, path))]
}

const ajv = new Ajv({
  strict: true,
  strictRequired: false,
  formats: { uri: (text) => parseUrl(text) !== undefined },
})
const validate = ajv.compile(jsonSchema)

const page = readFileSync(new URL('../../registrations.md', import.meta.url), 'utf8')
const [added, sample = {}] = [...page.matchAll(/```json\n([^]*?)```/g)].map(
  ([, text = '']) => JSON.parse(text) as { [key: string]: Record<string, unknown>[] },
)

test('the JSON Schema accepts the files of the documentation and the default registrations', () => {
  expect(sample).toHaveProperty('$schema')
  for (const value of [added, sample, defaultRegistrations()]) {
    expect(parseRegistrations(value).apps).not.toEqual([])
    expect(validate(value), JSON.stringify(validate.errors)).toBe(true)
  }
})

test('the JSON Schema accepts an entry of Microsoft Graph that has only what it changes', () => {
  const graph = { clientId: MICROSOFT_GRAPH.clientId, needsMfa: true }
  expect(validate({ ...sample, apis: [...(sample['apis'] ?? []), graph] })).toBe(true)
})

const API = String(sample['apis']?.[0]?.['clientId'])

/** @returns the sample with changes to the first entry of a list; undefined removes a key */
function changed(list: string, changes: Record<string, unknown>): unknown {
  const [first, ...others] = sample[list] ?? []
  const value: unknown = JSON.parse(
    JSON.stringify({ ...sample, [list]: [{ ...first, ...changes }, ...others] }),
  )
  return value
}

test.each([
  ['an unknown key', { ...sample, app: [] }],
  ['an unknown key below', changed('apps', { redirectUri: 'http://localhost:3000/' })],
  ['a missing list', { ...sample, accounts: undefined }],
  ['a missing list without samples', { samples: false, apis: sample['apis'] }],
  ['a missing key beside samples', { samples: true, apis: [{ clientId: API, name: 'Orders' }] }],
  ['an empty list', { ...sample, apis: [] }],
  ['a missing key', changed('tenants', { domain: undefined })],
  ['an id that is not a GUID', changed('tenants', { id: 'shop' })],
  ['an empty text', changed('accounts', { name: '' })],
  ['a text in place of a flag', changed('accounts', { disabled: 'yes' })],
  ['an array of redirect URIs', changed('apps', { redirectUris: ['http://localhost:3000/'] })],
  ['a fragment', changed('apps', { redirectUris: { spa: ['http://localhost:3000/#x'] } })],
  ['a wildcard', changed('apps', { redirectUris: { spa: ['https://*.shop.example/'] } })],
  ['a scheme of its own', changed('apps', { redirectUris: { web: ['shop://signed-in'] } })],
  ['a relative URI', changed('apis', { identifierUri: 'orders' })],
  ['a scope of two words', changed('apis', { scopes: [{ value: 'a b', consentText: 'Read' }] })],
  ['no scope', changed('apis', { scopes: [] })],
  ['another token version', changed('apis', { tokenVersion: 3 })],
  ['a claim that cannot be overridden', changed('accounts', { claims: { sub: 'x' } })],
  ['a role of no client id', changed('accounts', { roles: { Orders: ['Cook'] } })],
  ['one role in place of an array', changed('accounts', { roles: { [API]: 'Cook' } })],
])('the JSON Schema refuses %s, as the parser does', (_, value) => {
  const plain: unknown = JSON.parse(JSON.stringify(value))
  expect(() => parseRegistrations(plain)).toThrow('cannot be used')
  expect(validate(plain)).toBe(false)
})
