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
 * environment, as `npm_config_<name>`.
 * @param names of the options of the command
 * @returns what is wrong and how to write it, or undefined
 * @see {@link https://docs.npmjs.com/cli/v11/using-npm/config}
 */
export function explainSwallowed(
  names: readonly string[],
  { parameters, environment }: Call,
): Fault | undefined {
  const taken = withoutParts(names.filter((name) => isTaken(name, environment)))
  if (taken.length === 0) return undefined
  const options = taken.map((name) => `--${name}`)
  const script = environment['npm_lifecycle_event'] ?? '<script>'
  // The value of an option that npm does not know arrives as an argument of its own.
  const isAlone = parameters.length === 0
  const command = `npm run ${script} -- ${options.join(' ')}${isAlone ? '' : ' …'}`
  return {
    key: options.join(', '),
    problem: 'did not arrive: npm took it for itself.',
    fix: `Write -- before the options: ${command}\n  In PowerShell write it in quotes: ${command.replace(' -- ', " '--' ")}`,
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

function isTaken(name: string, environment: NodeJS.ProcessEnv): boolean {
  return settingsOf(name).every(([setting, isSet]) => {
    const value = environment[`npm_config_${setting.replaceAll('-', '_')}`]
    return value !== undefined && (value !== '') === isSet
  })
}

/** What npm makes of `--<name>`: the names of settings, and whether each of them is then on. */
function settingsOf(name: string): [setting: string, isSet: boolean][] {
  const letters = Array.from(name, (letter) => shorthands[letter])
  // npm reads `--apply` as -a -p -p -l -y.
  if (letters.every((setting) => setting !== undefined)) {
    return letters.map((setting) => [setting, true])
  }
  return name.startsWith('no-') ? [[name.slice('no-'.length), false]] : [[name, true]]
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
