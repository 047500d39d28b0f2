import { randomUUID } from 'node:crypto'

/** One person's session in one browser. */
export interface SignedInPerson {
  userName: string
  /** The `sid` claim. */
  sid: string
  /** When the person proved who they are, in seconds. */
  authTime: number
  /** When the person showed a second factor; undefined if not yet. */
  mfaTime: number | undefined
  /** The apps that got a code in this session, to be told when it ends. */
  clientIds: Set<string>
}

/** Who is signed in where: a browser (the core's session) may hold several people at once. */
export interface SignedInPeople {
  inBrowser(sessionUid: string): SignedInPerson[]
  find(sessionUid: string, userName: string): SignedInPerson | undefined
  signIn(sessionUid: string, userName: string, authTime: number): SignedInPerson
  signOut(sessionUid: string, userName: string): void
  /** Ends a person's sessions in every browser, or everybody's. */
  signOutEverywhere(userName?: string): void
}

export function createSignedInPeople(): SignedInPeople {
  const browsers = new Map<string, SignedInPerson[]>()
  const inBrowser = (sessionUid: string) => browsers.get(sessionUid) ?? []
  const keep = (sessionUid: string, wanted: (person: SignedInPerson) => boolean) =>
    browsers.set(sessionUid, inBrowser(sessionUid).filter(wanted))
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
      for (const sessionUid of browsers.keys()) {
        keep(sessionUid, (person) => userName !== undefined && person.userName !== userName)
      }
    },
  }
}

function newPerson(userName: string): SignedInPerson {
  return {
    userName,
    sid: randomUUID(),
    authTime: 0,
    mfaTime: undefined,
    clientIds: new Set(),
  }
}
