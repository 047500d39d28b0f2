import { randomUUID } from 'node:crypto'

/** One person's session in one browser. */
export interface SignedInPerson {
  userName: string
  /** The `sid` claim. */
  sid: string
  /** When the person proved who they are, in seconds. */
  authTime: number
}

/** Who is signed in where: a browser (the core's session) may hold several people at once. */
export interface SignedInPeople {
  inBrowser(sessionUid: string): SignedInPerson[]
  signIn(sessionUid: string, userName: string, authTime: number): SignedInPerson
  signOut(sessionUid: string, userName: string): void
  clear(): void
}

export function createSignedInPeople(): SignedInPeople {
  const browsers = new Map<string, SignedInPerson[]>()
  const inBrowser = (sessionUid: string) => browsers.get(sessionUid) ?? []
  return {
    inBrowser,
    signIn: (sessionUid, userName, authTime) => {
      const others = inBrowser(sessionUid).filter((person) => person.userName !== userName)
      const known = inBrowser(sessionUid).find((person) => person.userName === userName)
      const person = { userName, sid: known?.sid ?? randomUUID(), authTime }
      browsers.set(sessionUid, [...others, person])
      return person
    },
    signOut: (sessionUid, userName) => {
      browsers.set(
        sessionUid,
        inBrowser(sessionUid).filter((person) => person.userName !== userName),
      )
    },
    clear: () => browsers.clear(),
  }
}
