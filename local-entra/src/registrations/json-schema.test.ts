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
import { parseUrl } from '../../../command-line/parse-url.ts'

const file = fileURLToPath(new URL('../../registrations.schema.json', import.meta.url))

const { $schema, ...converted } = toJsonSchema(registrationsSchema, {
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
const jsonSchema: object = { $schema, ...converted }

test('the JSON Schema of the file is generated from the parser', async () => {
  const style = await resolveConfig(file)
  const text = await prettify(JSON.stringify(jsonSchema), { ...style, filepath: file })
  await expect(text).toMatchFileSnapshot(file)
})

test('every key has a description, and every optional key with a default shows it', () => {
  expect(keysWithout('description', jsonSchema)).toEqual([])
  expect(keysWithout('default', jsonSchema)).toEqual([
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

interface JsonSchema {
  description?: string
  default?: unknown
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
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

const ajv = new Ajv({ strict: true, formats: { uri: (text) => parseUrl(text) !== undefined } })
const validate = ajv.compile(jsonSchema)

const page = readFileSync(new URL('../../registrations.md', import.meta.url), 'utf8')
const [, sampleText = ''] = /```json\n([^]*?)```/.exec(page) ?? []
const sample = JSON.parse(sampleText) as { [key: string]: Record<string, unknown>[] }

test('the JSON Schema accepts the sample of the documentation and the default registrations', () => {
  expect(sample).toHaveProperty('$schema')
  for (const value of [sample, defaultRegistrations()]) {
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
