import * as v from 'valibot'

/** A text that a transcript may contain: no address of a person, no id, nothing as long as a code or a token. */
const harmless = v.pipe(
  v.string(),
  v.regex(/^(?!.*[@{}<>])(?!.*\w{33})(?!.*[0-9a-f]{8}-)[ -~]{1,80}$/i),
)

/** What the browser sends of one step; shape.js writes nothing else. */
export const stepSchema = v.strictObject({
  step: harmless,
  facts: v.record(harmless, harmless),
})

export type Step = v.InferOutput<typeof stepSchema>

/** The redacted record of a walk. */
export interface Transcript {
  /** The day, without the time. */
  day: string
  browser: string
  steps: Step[]
  /** The differences to the same walk with local Entra. */
  differences: string[]
}

/**
 * @param theirs the walk with a tenant
 * @param ours the walk with local Entra
 * @returns one sentence for each difference
 */
export function compareWalks(theirs: readonly Step[], ours: readonly Step[]): string[] {
  const steps = [...new Set([...ours, ...theirs].map(({ step }) => step))]
  const factsOf = (walk: readonly Step[], name: string) =>
    walk.find(({ step }) => step === name)?.facts
  return steps.flatMap((step) => {
    const [their, our] = [factsOf(theirs, step), factsOf(ours, step)]
    if (!their) return `The step "${step}" is missing.`
    if (!our) return `The step "${step}" is missing in local Entra.`
    const names = [...new Set([...Object.keys(our), ...Object.keys(their)])]
    return names.flatMap((name) =>
      compareFact(step, name, ownFact(their, name), ownFact(our, name)),
    )
  })
}

function ownFact(facts: Step['facts'], name: string): string | undefined {
  return Object.hasOwn(facts, name) ? facts[name] : undefined
}

function compareFact(
  step: string,
  name: string,
  theirs: string | undefined,
  ours: string | undefined,
): string[] {
  if (theirs === ours || dependsOnTenant.test(name)) return []
  const where = `In "${step}", \`${name}\``
  if (ours === undefined) return [`${where} is new: ${theirs}.`]
  if (theirs === undefined) return [`${where} is missing. In local Entra it is: ${ours}.`]
  return [`${where} is: ${theirs}. In local Entra it is: ${ours}.`]
}

// Optional claims, groups and roles.
const dependsOnTenant = / has other claims$/

/** @returns the name and the version of a browser, from its `User-Agent` */
export function browserName(userAgent: string): string {
  const [, name, version] = /(Firefox|Edg|Chrome|Version)\/(\d{1,4})/.exec(userAgent) ?? []
  if (name === undefined) return 'another browser'
  return `${name === 'Version' ? 'Safari' : name} ${version}`
}
