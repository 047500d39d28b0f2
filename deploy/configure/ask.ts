import type { Interface } from 'node:readline/promises'
import { ConfigError, type ConfigFault } from '../../src/config/config.ts'
import { describeFaults } from '../../command-line/fault.ts'
import { apiKeysIn, configOf, graphKey, optionOfKey, type Settings } from './settings.ts'

interface Question {
  /** The key of the configuration that the answer sets. */
  key: string
  text: string
  isAnswered: (settings: Settings) => boolean
  answer: (settings: Settings, answer: string) => Settings
}

const tenant: Question = {
  key: 'authority',
  text: 'Directory (tenant) ID or domain name (Overview page of the app registration): ',
  isAnswered: (settings) => settings.tenant !== undefined,
  answer: (settings, answer) => ({ ...settings, tenant: answer }),
}

const clientId: Question = {
  key: 'clientId',
  text: 'Application (client) ID of the single-page app (same page): ',
  isAnswered: (settings) => settings.clientId !== undefined,
  answer: (settings, answer) => ({ ...settings, clientId: answer }),
}

function aboutApi(apiKey: string, part: 'url' | 'scope', text: string): Question {
  return {
    key: `${apiKey}.${part}`,
    text,
    isAnswered: ({ apis }) => apis?.[apiKey]?.[part] !== undefined,
    answer: (settings, answer) => {
      const api = { ...settings.apis?.[apiKey], [part]: answer }
      return { ...settings, apis: { ...settings.apis, [apiKey]: api } }
    },
  }
}

function questionsFor(settings: Settings): Question[] {
  const [first = '', ...further] = apiKeysIn(settings)
  const place = '("Expose an API" in its registration)'
  return [
    tenant,
    clientId,
    aboutApi(first, 'url', 'URL of the forecast, or a path for an API on the app’s own origin: '),
    aboutApi(first, 'scope', `Scope of the API ${place}, api://…/access_as_user: `),
    ...further.flatMap((key) => [
      aboutApi(key, 'url', `URL of ${key}, or a path on the app’s own origin: `),
      aboutApi(key, 'scope', `Scope of ${key} ${place}, api://…/…: `),
    ]),
  ]
}

/**
 * Asks for the missing settings, and repeats each question until its answer is valid.
 * @param terminal where to ask; the caller closes it
 * @param say prints what is wrong with an answer
 * @throws {ConfigError} when the user quits (Ctrl-C, Ctrl-D) before the last answer
 */
export async function ask(
  settings: Settings,
  terminal: Interface,
  say: (text: string) => void,
): Promise<Settings> {
  // Unlike `question`, the iterator keeps lines that arrive before their question, as when several are pasted.
  const lines = terminal[Symbol.asyncIterator]()
  const answerTo = async (text: string) => {
    terminal.setPrompt(text)
    terminal.prompt()
    const { value, done } = await lines.next()
    if (done === true) throw new ConfigError([unanswered])
    return value
  }
  let answered = settings
  for (const question of questionsFor(settings)) {
    if (question.isAnswered(answered) || faultsOf(answered, question).length === 0) continue
    answered = await askUntilGood(answered, question, answerTo, say)
  }
  const asks = isFirst(settings) && !apiKeysIn(settings).includes(graphKey)
  return asks ? { ...answered, graph: await askForGraph(answerTo, say) } : answered
}

// A later run starts from the file of the first one. An option means that the user has read the help.
function isFirst(settings: Settings): boolean {
  const { from, apis = {} } = settings
  return from === undefined && settings.clientId === undefined && Object.keys(apis).length === 0
}

async function askForGraph(
  answerTo: (text: string) => Promise<string>,
  say: (text: string) => void,
): Promise<boolean> {
  for (;;) {
    const answer = await answerTo(
      'Show the profile page, with data of Microsoft Graph? yes or no: ',
    )
    const word = answer.trim().toLowerCase()
    if (['y', 'yes'].includes(word)) return true
    if (['', 'n', 'no'].includes(word)) return false
    say('Answer yes or no.')
  }
}

const unanswered: ConfigFault = {
  key: '',
  problem: 'A question was not answered.',
  fix: 'Run the command again, or give the options.',
}

async function askUntilGood(
  settings: Settings,
  question: Question,
  answerTo: (text: string) => Promise<string>,
  say: (text: string) => void,
): Promise<Settings> {
  for (;;) {
    const answer = await answerTo(question.text)
    const answered = question.answer(settings, answer.trim())
    const faults = faultsOf(answered, question)
    if (faults.length === 0) return answered
    say(describeFaults(faults))
  }
}

function faultsOf(settings: Settings, { key }: Question): readonly ConfigFault[] {
  try {
    configOf(settings)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.faults.filter((fault) => fault.key === optionOfKey(key))
  }
}
