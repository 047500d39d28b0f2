import * as v from 'valibot'
import type { Api } from '../api/api.ts'
import { ApiError } from '../api/api-error.ts'
import { AuthenticationError } from '../auth/errors.ts'
import { UnreadableResponseError } from '../http/http-errors.ts'

const text = v.nullish(v.string(), null)

// https://learn.microsoft.com/graph/api/resources/user
const personSchema = v.object({
  displayName: text,
  jobTitle: text,
  mail: text,
  // Required, because a response without it is not a user: an empty object, or a list.
  userPrincipalName: v.nullable(v.string()),
})

/** A user of Microsoft Graph. Each property is null when the organisation has not set it. */
export type Person = v.InferOutput<typeof personSchema>

/** The data of the profile page. */
export interface Profile {
  person: Person
  /** Undefined when there is no photo, or when it cannot be loaded: without it, the page is still of use. */
  photo: Promise<ImageBitmap | undefined>
}

const path = `/me?$select=${Object.keys(personSchema.entries).join()}`

/** Creates the loader of the profile page. The photo arrives later than the rest. */
export function createProfileLoader(graph: Api) {
  return async ({ request }: { request: Request }): Promise<Profile> => {
    const photo = loadPhoto(graph, request)
    return { person: await graph.request(path, parsePerson, { navigation: request }), photo }
  }
}

/**
 * Validates a user of Microsoft Graph.
 * @throws {UnreadableResponseError} with the first fault
 */
export function parsePerson(body: unknown, url: string): Person {
  const result = v.safeParse(personSchema, body, { abortEarly: true })
  if (result.success) return result.output
  throw new UnreadableResponseError(url, 'shape', result.issues[0].message)
}

/** A bitmap and not a URL of the photo: the content security policy allows only pictures of the app itself. */
async function loadPhoto(graph: Api, navigation: Request): Promise<ImageBitmap | undefined> {
  const call = { navigation, isOptional: true }
  try {
    return await createImageBitmap(await graph.requestFile('/me/photo/$value', call))
  } catch (error) {
    // Any other error is a fault of the app.
    if (isOfPhoto(error)) return undefined
    throw error
  }
}

// A DOMException: the file is no picture, or the user has left the page.
function isOfPhoto(error: unknown): boolean {
  return [ApiError, AuthenticationError, DOMException].some((kind) => error instanceof kind)
}
