import type { Fault } from './fault.ts'

/** How a command was called. */
export interface Call {
  /** Without the program, e.g. `process.argv.slice(2)`. */
  parameters: readonly string[]
  /** Package managers leave in it what they took for themselves, and their name. */
  environment: NodeJS.ProcessEnv
}

/**
 * Finds options that npm took for its own. `npm run register --print` starts the command without `--print`, and so does
 * `npm run register -- --print` in a PowerShell that removes the `--`. npm puts each option that it took into the
 * environment, as `npm_config_<name>`, and so it does with each line of an `.npmrc`.
 * @param names of the options of the command
 * @returns what is wrong and how to write it, or undefined
 * @see {@link https://docs.npmjs.com/cli/v11/using-npm/config}
 */
export function explainSwallowed(
  names: readonly string[],
  { parameters, environment }: Call,
): Fault | undefined {
  const settings = settingsOf(environment)
  const missing = names.filter((name) => !hasArrived(name, parameters))
  const taken = withoutParts(missing.filter((name) => isTaken(name, settings)))
  if (taken.length === 0) return undefined
  const options = taken.map((name) => `--${name}`)
  const { npm_command: verb, npm_lifecycle_event: script = '<script>' } = environment
  // The value of an option that npm does not know arrives as an argument of its own.
  const isAlone = parameters.length === 0
  const start = verb === 'exec' ? 'npm exec -- <command>' : `npm run ${script} --`
  const command = `${start} ${options.join(' ')}${isAlone ? '' : ' …'}`
  return {
    key: options.join(', '),
    problem: 'did not arrive: npm took it for itself.',
    fix: `Write -- before the options: ${command}\n  In PowerShell write it in quotes: ${command.replace(' -- ', ' "--" ')}`,
  }
}

// What `--apply` leaves behind is also what `--app` does: the longer one was meant.
function withoutParts(names: readonly string[]): string[] {
  return names.filter((name) => !names.some((whole) => isPart(name, whole)))
}

function isPart(name: string, whole: string): boolean {
  const letters = Array.from(name)
  return name !== whole && letters.every((each) => each in shorthands && whole.includes(each))
}

function hasArrived(name: string, parameters: readonly string[]): boolean {
  return parameters.some(
    (each) => each.startsWith('--') && lettersOf(each.split('=')[0] ?? '') === lettersOf(name),
  )
}

type Settings = ReadonlyMap<string, string>

/** npm's settings by the letters of their names. The names of variables are in any case on Windows. */
function settingsOf(environment: NodeJS.ProcessEnv): Settings {
  const variables = Object.entries(environment).filter(([name]) => /^npm_config_/i.test(name))
  return new Map(
    variables.map(([name, value = '']) => [lettersOf(name.slice('npm_config_'.length)), value]),
  )
}

function isTaken(name: string, settings: Settings): boolean {
  const isOn = (setting: string | undefined) => {
    const value = settings.get(lettersOf(setting ?? ''))
    // A scope with an @ is that of packages, from an .npmrc.
    return value !== undefined && value !== '' && !value.startsWith('@')
  }
  // npm reads `--apply` as -a -p -p -l -y, and `--no-print` as an empty `print`.
  const isNegated =
    name.startsWith('no-') && settings.get(lettersOf(name.slice('no-'.length))) === ''
  if (isNegated || isOn(name) || isOn(completions[name])) return true
  return Array.from(name, (letter) => shorthands[letter]).every(isOn)
}

// npm's options of one letter that stand for a setting which is on. The rest of its letters take a value or print help.
const shorthands: Readonly<Record<string, string>> = {
  a: 'all',
  f: 'force',
  g: 'global',
  l: 'long',
  p: 'parseable',
  y: 'yes',
}

// npm 11 takes the beginning of one of its own options for the whole.
const completions: Readonly<Record<string, string>> = { token: 'token-description' }

/** @returns the letters and digits of a name: the same for `client-id`, `--clientId` and `client_id` */
export function lettersOf(name: string): string {
  return name.replace(/[^a-z0-9]/gi, '').toLowerCase()
}
