import type { Session } from '../auth/session.ts'
import type { Config } from '../config/config.ts'

/** Requests the data of the page if it is a page of this feature. @returns when the first request has been sent */
type RequestAhead = (session: Session, config: Config) => Promise<void>

// Not in main.tsx: Vite imports these files first there, and the build then splits the entry into several files.
const features = import.meta.glob<RequestAhead>('../*/loader.ts', {
  eager: true,
  import: 'requestAhead',
})

/**
 * Sends the first request of the page, so that it is under way while React loads: calls `requestAhead` of each feature that
 * has a file `loader.ts`.
 */
export async function requestAhead(session: Session, config: Config): Promise<void> {
  await Promise.all(Object.values(features).map((request) => request(session, config)))
}
