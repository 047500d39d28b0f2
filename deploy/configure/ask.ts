import type { Interface } from 'node:readline/promises'
import { ConfigError, type ConfigFault } from '../../src/config/config.ts'
import { describeFaults } from '../command-line.ts'
import { configOf, optionOfKey, type Settings } from './settings.ts'

interface Question {
  setting: 'tenant' | 'clientId' | 'apiUrl' | 'apiScope'
  /** The key of the configuration that the answer decides. */
  key: string
  text: string
}

const questions: readonly Question[] = [
  {
    setting: 'tenant',
    key: 'authority',
    text: 'Directory (tenant) ID or domain name (Overview page of the app registration): ',
  },
  {
    setting: 'clientId',
    key: 'clientId',
    text: 'Application (client) ID of the single-page app (same page): ',
  },
  {
    setting: 'apiUrl',
    key: 'weatherApi.url',
    text: 'Address of the forecast, or a path for an API on the app’s own origin: ',
  },
  {
    setting: 'apiScope',
    key: 'weatherApi.scope',
    text: 'Scope of the API ("Expose an API" in its registration), api://…/access_as_user: ',
  },
]

/**
 * Asks for what has not been said yet, each question until its answer is good.
 * @param terminal where to ask; the caller closes it
 * @param say prints what is wrong with an answer
 * @throws {ConfigError} when the person leaves (Ctrl-C, Ctrl-D) before the last answer
 */
export async function ask(
  settings: Settings,
  terminal: Interface,
  say: (text: string) => void,
): Promise<Settings> {
  // A question whose terminal has closed would wait for ever.
  const left = new Promise<never>((_, reject) => {
    terminal.once('close', () => reject(new ConfigError([unanswered])))
  })
  return Promise.race([askAll(settings, terminal, say), left])
}

const unanswered: ConfigFault = {
  key: '',
  problem: 'A question is not answered.',
  fix: 'Start again, or give the options.',
}

async function askAll(
  settings: Settings,
  terminal: Interface,
  say: (text: string) => void,
): Promise<Settings> {
  let answered = settings
  for (const question of questions) {
    if (isSettled(answered, question)) continue
    answered = await askUntilGood(answered, question, terminal, say)
  }
  return answered
}

function isSettled(settings: Settings, { setting, key }: Question): boolean {
  if (settings[setting] !== undefined) return true
  return !faultsOf(settings).some((fault) => fault.key === optionOfKey[key])
}

async function askUntilGood(
  settings: Settings,
  { setting, key, text }: Question,
  terminal: Interface,
  say: (text: string) => void,
): Promise<Settings> {
  for (;;) {
    const answered = { ...settings, [setting]: (await terminal.question(text)).trim() }
    const faults = faultsOf(answered).filter((fault) => fault.key === optionOfKey[key])
    if (faults.length === 0) return answered
    say(describeFaults(faults))
  }
}

function faultsOf(settings: Settings) {
  try {
    configOf(settings)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
}
