import * as v from 'valibot'

/* What the keys of registrations hold: ids, texts and the like, with their descriptions for the JSON Schema. */

// Entra compares and returns ids in lower case.
export const guid = v.pipe(v.string(), v.uuid('must be a GUID'), v.toLowerCase())
export const GUIDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi
export const someText = v.pipe(v.string(), v.minLength(1, 'must not be empty'))
export const absoluteUri = v.pipe(v.string(), v.url('must be an absolute URI'))

export const id = (description: string) => v.pipe(guid, v.description(description))
export const text = (description: string) => v.pipe(someText, v.description(description))
export const uri = (description: string) => v.pipe(absoluteUri, v.description(description))
export const flag = (description: string) =>
  v.optional(v.pipe(v.boolean(), v.description(description)), false)

/** App roles by the client id of the app or API that defines them. */
export const roleAssignments = v.record(
  v.pipe(v.string(), v.uuid('must be the client id of an app or an API'), v.toLowerCase()),
  v.array(someText),
)

/** @param what has the roles */
export const appRoles = (what: string) =>
  v.optional(
    v.pipe(
      roleAssignments,
      v.description(`${what} (roles claim), by the client id of the app or API that defines them.`),
    ),
    () => ({}),
  )
