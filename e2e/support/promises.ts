import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** A journey that proves a promise, as a document names it. */
export interface PromisedJourney {
  /** The title, or the part of it that all journeys of a loop share. */
  title: string
  file: string
  /** Where it runs in `npm test`; `long` leaves it to `npm run test:all`, because unit tests prove the promise as well. */
  runs: 'session' | 'memory' | 'both' | 'long'
}

const documents = ['SECURITY.md', 'docs/promises.md']

// `[title](file "memory")`: a link that says in its own title where the journey runs, with session storage if it has none.
const link =
  /\[([^\]]+)\]\((?:\.\.\/)?((?:deploy|e2e)\/[^)\s]+\.spec\.ts)(?: ["'](memory|both|long)["'])?\)/g

/**
 * Reads which journeys prove a promise.
 * @param root the folder of the project
 */
export function readPromises(root = '.'): PromisedJourney[] {
  return documents.flatMap((document) => {
    const text = readFileSync(join(root, document), 'utf8')
    return Array.from(text.matchAll(link), ([, title = '', file = '', runs = 'session']) => {
      return { title: plain(title), file, runs: runs as PromisedJourney['runs'] }
    })
  })
}

/**
 * Selects the journeys that `npm test` runs with tokens in one storage.
 * @returns an expression for Playwright, which matches it against project, file and title
 */
export function promisedIn(storage: 'session' | 'memory', promises = readPromises()): RegExp {
  const selected = promises.filter(({ runs }) => runs === storage || runs === 'both')
  const patterns = selected.map(({ file, title }) => {
    return `${escape(basename(file))}.*${escape(title)}`
  })
  return new RegExp(patterns.join('|'))
}

// Tables escape what Markdown would read as its own.
function plain(title: string): string {
  return title.replace(/\\(?=['`_*|])/g, '').replace(/\s+/g, ' ')
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
