import * as v from 'valibot'

/**
 * An object that has no other keys. Its messages list the unknown keys and the known ones.
 * @param entries the schema of each key
 */
export function strictObject<Entries extends v.ObjectEntries>(entries: Entries) {
  const keys = Object.keys(entries)
  const known = keys.join(', ') || 'none'
  return v.strictObject(entries, (issue) => {
    const object = isUnknownKey(issue) ? issue.path?.at(-1)?.input : issue.input
    // To Valibot an array is an object with the keys 0, 1, …
    if (!isUnknownKey(issue) || Array.isArray(object)) {
      return `is ${nameOf(object)}, but must be an object with the keys ${known}`
    }
    // Valibot reports only the first unknown key of an object.
    const unknown = Object.keys(Object(object)).filter((key) => !keys.includes(key))
    const label = unknown.length === 1 ? 'the unknown key' : 'the unknown keys'
    return `has ${label} ${unknown.join(', ')} (known keys: ${known})`
  })
}

/**
 * Describes one fault of an input: where it is, and what is correct.
 * @param whole names the input itself, such as "the file"
 */
export function describeIssue(issue: v.BaseIssue<unknown>, whole: string): string {
  // An unknown key is a fault of the object that has it.
  const path = isUnknownKey(issue) ? issue.path?.slice(0, -1) : issue.path
  const where = path?.map(({ key }) => String(key)).join('.') || whole
  if (issue.input === undefined) return `${where} is missing`
  // Messages of our schemas start with a verb, those of Valibot with "Invalid".
  if (!issue.message.startsWith('Invalid ')) return `${where} ${issue.message}`
  const expected = TYPE_NAMES[issue.expected ?? ''] ?? issue.expected
  return `${where} is ${nameOf(issue.input)}, but must be ${expected}`
}

function isUnknownKey({ type, expected }: v.BaseIssue<unknown>): boolean {
  return type === 'strict_object' && expected === 'never'
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  Array: 'an array',
  Object: 'an object',
  boolean: 'true or false',
  number: 'a number',
  string: 'a string',
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' && value !== null ? 'an object' : JSON.stringify(value)
}
