import type { Fault } from './fault.ts'

/** How a command was called. */
export interface Call {
  /** Without the program, e.g. `process.argv.slice(2)`. */
  parameters: readonly string[]
  /** npm leaves the options that it consumed here, and the name of the script. */
  environment: NodeJS.ProcessEnv
}

/**
 * Finds options that npm consumed. `npm run register --print` starts the command without `--print`, and so does
 * `npm run register -- --print` in a PowerShell that removes the `--`. npm puts each option that it consumes into the
 * environment, as `npm_config_<name>`, and also each line of an `.npmrc`.
 * @param names of the options of the command
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
  // The value of an option that npm does not know is passed on as an argument.
  const isAlone = parameters.length === 0
  const start = verb === 'exec' ? 'npm exec -- <command>' : `npm run ${script} --`
  const command = `${start} ${options.join(' ')}${isAlone ? '' : ' …'}`
  return {
    key: options.join(', '),
    problem: 'did not reach the command: npm took it as its own option.',
    fix: `Write -- before the options: ${command}\n  In PowerShell, put the -- in quotes: ${command.replace(' -- ', ' "--" ')}`,
  }
}

// `--app` sets a part of the settings that `--apply` does: the longer one was meant.
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

/** npm's settings by the letters of their names. On Windows, names of variables may have any case. */
function settingsOf(environment: NodeJS.ProcessEnv): Settings {
  const variables = Object.entries(environment).filter(([name]) => /^npm_config_/i.test(name))
  return new Map(
    variables.map(([name, value = '']) => [lettersOf(name.slice('npm_config_'.length)), value]),
  )
}

function isTaken(name: string, settings: Settings): boolean {
  const isOn = (setting: string | undefined) => {
    const value = settings.get(lettersOf(setting ?? ''))
    // A scope with an @ is a package scope from an .npmrc.
    return value !== undefined && value !== '' && !value.startsWith('@')
  }
  // npm reads `--apply` as -a -p -p -l -y, and `--no-print` as an empty `print`.
  const isNegated =
    name.startsWith('no-') && settings.get(lettersOf(name.slice('no-'.length))) === ''
  if (isNegated || isOn(name) || isOn(completions[name])) return true
  return Array.from(name, (letter) => shorthands[letter]).every(isOn)
}

// npm's one-letter options that turn a setting on. Its other letters take a value or print help.
const shorthands: Readonly<Record<string, string>> = {
  a: 'all',
  f: 'force',
  g: 'global',
  l: 'long',
  p: 'parseable',
  y: 'yes',
}

// npm 11 completes the beginning of one of its own options.
const completions: Readonly<Record<string, string>> = { token: 'token-description' }

/** @returns the letters and digits of a name: the same for `client-id`, `--clientId` and `client_id` */
export function lettersOf(name: string): string {
  return name.replace(/[^a-z0-9]/gi, '').toLowerCase()
}
