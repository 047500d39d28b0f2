import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** A journey that proves a promise, as a document names it. */
export interface PromisedJourney {
  /** The title, or the part of it that all journeys of a loop share. */
  title: string
  file: string
  storage: 'session' | 'memory' | 'both'
}

const documents = ['SECURITY.md', 'docs/promises.md']

// `[title](file "storage")`: a link with the storage mode in its own title, session storage unless it says otherwise.
const link =
  /\[([^\]]+)\]\((?:\.\.\/)?((?:deploy|e2e)\/[^)\s]+\.spec\.ts)(?: ["'](memory|both)["'])?\)/g

/**
 * Reads which journeys prove a promise.
 * @param root the folder of the project
 */
export function readPromises(root = '.'): PromisedJourney[] {
  return documents.flatMap((document) => {
    const text = readFileSync(join(root, document), 'utf8')
    return Array.from(text.matchAll(link), ([, title = '', file = '', storage = 'session']) => {
      return { title: plain(title), file, storage: storage as PromisedJourney['storage'] }
    })
  })
}

// The long tail of a promise that other journeys prove already: minutes of cases.
const isLong = ({ file }: PromisedJourney) => file.includes('/fuzz/')

/**
 * Selects the journeys that `npm test` runs with tokens in one storage.
 * @returns an expression for Playwright, which matches it against project, file and title
 */
export function promisedIn(storage: 'session' | 'memory', promises = readPromises()): RegExp {
  const selected = promises.filter((journey) => !isLong(journey) && runsIn(journey, storage))
  const patterns = selected.map(({ file, title }) => {
    return `${escape(basename(file))}.*${escape(title)}`
  })
  return new RegExp(patterns.join('|'))
}

function runsIn({ storage }: PromisedJourney, wanted: 'session' | 'memory'): boolean {
  return storage === wanted || storage === 'both'
}

// Tables escape what Markdown would read as its own.
function plain(title: string): string {
  return title.replace(/\\(?=['`_*|])/g, '').replace(/\s+/g, ' ')
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
