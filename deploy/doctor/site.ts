import { type Answer, isAnswer, type NoAnswer, probe } from './probe.ts'

/** What the app's host answers to the requests that tell most. */
export interface Site {
  app: string
  document: Answer
  deepLink: Answer
  redirectPage: Answer
  configuration: Answer
  /** A hashed file that the document loads. */
  script: Answer | undefined
  missing: Answer
}

/** Visits the host. Gives up at the first address where nobody answers. */
export async function visit(app: string): Promise<Site | NoAnswer> {
  const paths = ['/', '/forecast', '/redirect.html', '/config.json', '/assets/doctor-made-up.js']
  const results = await Promise.all(paths.map((path) => probe(app + path)))
  const silent = results.find((result) => !isAnswer(result))
  if (silent && !isAnswer(silent)) return silent
  const [document, deepLink, redirectPage, configuration, missing] = results as [
    Answer,
    Answer,
    Answer,
    Answer,
    Answer,
  ]
  const script = await probeScript(app, document)
  return { app, document, deepLink, redirectPage, configuration, script, missing }
}

export function isSite(result: Site | NoAnswer): result is Site {
  return 'document' in result
}

/** @returns whether a development server answers, which sends none of the headers of production */
export function isDevelopment({ document }: Site): boolean {
  return document.text.includes('/@vite/client')
}

/** @returns whether an answer is the app's own document, also where a host sends it by mistake */
export function isAppDocument({ text }: Answer): boolean {
  return text.includes('id="root"')
}

async function probeScript(app: string, { text }: Answer): Promise<Answer | undefined> {
  const [, path] = /<script[^>]+src="(\/assets\/[^"]+)"/.exec(text) ?? []
  if (path === undefined) return undefined
  const answer = await probe(app + path)
  return isAnswer(answer) ? answer : undefined
}
