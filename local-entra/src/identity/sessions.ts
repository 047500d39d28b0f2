import { randomUUID } from 'node:crypto'
import type Provider from 'oidc-provider'
import type { Clock } from '../clock.ts'
import type { SessionCookie } from '../control/control.ts'
import type { Registry } from '../registrations/registry.ts'
import { LimitedMap } from './limited-map.ts'

/** One user's session in one browser. */
export interface SignedInPerson {
  userName: string
  /** The `sid` claim. */
  sid: string
  /** When the user signed in, in seconds. */
  authTime: number
  /** When the user gave a second factor, in seconds; undefined if not yet. */
  mfaTime: number | undefined
  /** The apps that received a code in this session, to be notified when it ends. */
  clientIds: Set<string>
}

/** Who is signed in where: a browser, which is one session of the core, may hold several users. */
export interface SignedInPeople {
  inBrowser(sessionUid: string): SignedInPerson[]
  find(sessionUid: string, userName: string): SignedInPerson | undefined
  /** Starts a user's session, or updates it: a new sign-in forgets the second factor. */
  signIn(sessionUid: string, userName: string, authTime: number): SignedInPerson
  signOut(sessionUid: string, userName: string): void
  /** Ends a user's sessions in every browser, or those of all users. */
  signOutEverywhere(userName?: string): void
}

/**
 * @param browsers where the users are kept, by the id of the session
 * @returns an empty store of signed-in users
 */
export function createSignedInPeople(
  browsers: Map<string, SignedInPerson[]> = new LimitedMap(),
): SignedInPeople {
  const inBrowser = (sessionUid: string) => browsers.get(sessionUid) ?? []
  const keep = (sessionUid: string, wanted: (person: SignedInPerson) => boolean) => {
    const people = inBrowser(sessionUid).filter(wanted)
    if (people.length === 0) browsers.delete(sessionUid)
    else browsers.set(sessionUid, people)
  }
  const find = (sessionUid: string, userName: string) =>
    inBrowser(sessionUid).find((person) => person.userName === userName)
  return {
    inBrowser,
    find,
    signIn: (sessionUid, userName, authTime) => {
      const known = find(sessionUid, userName)
      const person = known ?? newPerson(userName)
      if (known?.authTime !== authTime) person.mfaTime = undefined
      person.authTime = authTime
      if (!known) browsers.set(sessionUid, [...inBrowser(sessionUid), person])
      return person
    },
    signOut: (sessionUid, userName) => {
      keep(sessionUid, (person) => person.userName !== userName)
    },
    signOutEverywhere: (userName) => {
      // A copy: `keep` moves entries to the end.
      const sessionUids = [...browsers.keys()]
      for (const sessionUid of sessionUids) {
        keep(sessionUid, (person) => userName !== undefined && person.userName !== userName)
      }
    },
  }
}

function newPerson(userName: string): SignedInPerson {
  return { userName, sid: randomUUID(), authTime: 0, mfaTime: undefined, clientIds: new Set() }
}

/** How long a session lasts. */
export const SESSION_SECONDS = 24 * 60 * 60

/**
 * A browser sends the cookies of localhost to all its ports, so their names contain the port. They also tell https from http:
 * http cannot replace the Secure cookie that https on the same port has left (RFC 6265bis §5.7).
 * @param origin of the identity provider
 */
export function cookieName(use: 'session' | 'interaction' | 'resume', origin: string): string {
  const { port } = new URL(origin)
  return `local_idp_${use}_${isSecure(origin) ? 'https_' : ''}${port}`
}

/**
 * @returns `None` over TLS, as Entra does: whether a hidden frame gets the cookie is up to the
 * browser's third-party rules. Browsers reject `None` without TLS, and localhost needs no more
 * than `Lax`, because all its ports are one site.
 */
export function sameSiteOf(origin: string): 'None' | 'Lax' {
  return isSecure(origin) ? 'None' : 'Lax'
}

export const isSecure = (origin: string) => new URL(origin).protocol === 'https:'

/**
 * Signs users in without the form, with a second factor.
 * @returns the session cookie of the browser that they are signed in to
 * @throws {Error} for an unknown user name
 */
export async function startSession(
  state: { origin: string; clock: Clock; registry: Registry; people: SignedInPeople },
  core: Provider,
  userNames: string[],
): Promise<SessionCookie> {
  const session = new core.Session()
  const now = state.clock.now()
  for (const userName of userNames) {
    if (!state.registry.account(userName)) throw new Error(`there is no account ${userName}`)
    state.people.signIn(session.uid, userName, now).mfaTime = now
    session.loginAccount({ accountId: userName, loginTs: now })
  }
  await session.save(SESSION_SECONDS)
  return {
    name: cookieName('session', state.origin),
    value: session.jti,
    url: state.origin,
    httpOnly: true,
    sameSite: sameSiteOf(state.origin),
  }
}
