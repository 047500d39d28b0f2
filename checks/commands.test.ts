import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

// Commands in documents, comments, help texts and messages must work unchanged in sh, PowerShell 5.1 and 7, and cmd.

const program = '(?:npm|npx|node|docker|az|git|vite|playwright|jiti|curl) '
const settings = '(?:[A-Z][A-Z0-9_]*=\\S* +)*'
/** Text between backticks that begins with a program, or with a variable before one. */
const inline = new RegExp(`\\\\?\`(${settings}${program}[^\`\\n]*?)\\\\?\``, 'g')
/** A line of a comment or a help text that is an indented command. */
const line = new RegExp(`^(?: *(?:#|//|\\*))? {2,}(${settings}${program}.*)$`, 'gm')
const block = /^```(?:sh|bash|shell|console|powershell|cmd)\n([\s\S]*?)^```/gm

/** @returns the command lines in a document or a source */
function commandsIn(file: string, text: string): string[] {
  const isDocument = file.endsWith('.md')
  const filledIn = /\.tsx?$/.test(file) ? text.replaceAll(/\$\{[^}]*\}/g, '…') : text
  const blocks = isDocument ? [...text.matchAll(block)].map(([, lines = '']) => lines) : []
  const lines = isDocument ? [] : [...filledIn.matchAll(line)].map(([, command = '']) => command)
  const short = [...filledIn.matchAll(inline)].map(([, command = '']) => command)
  return [...blocks.flatMap((found) => found.split('\n')), ...lines, ...short].filter(Boolean)
}

/** Syntax that not every shell understands. */
const obstacles: Record<string, RegExp> = {
  'a line continuation': /(?:\\|\s[`^])$/,
  'a variable set before the command': /^[A-Z][A-Z0-9_]*=\S* /,
  'export or set': /^(?:export|set) /,
  'two commands in one line': /&&|\|\||;/,
  'a single quote': /'/,
  'a shell variable or substitution': /\$/,
  'a comment after the command': /(?:^|\s)#/,
  'a redirect or a pipe': /\s[<>|]\s/,
  'a command of Unix': /^(?:rm|cp|mkdir|curl) /,
  'an option that npm takes for itself': /^npm run (?:[\w:-]+) (?!"--" |-- ).*-{1,2}\w/,
}

const obstaclesIn = (command: string) =>
  Object.keys(obstacles).filter((name) => obstacles[name]?.test(command))

// Tests contain wrong commands, and so does the file that explains swallowed options.
const isTest = (file: string) => /(?:\.(?:test|spec)\.tsx?|\/swallowed-options\.ts)$/.test(file)

const sources = existsSync('.git')
  ? execFileSync('git', ['ls-files', '-z'], { maxBuffer: 2 ** 24 })
      .toString()
      .split('\0')
      .filter((file) => /\.(?:md|tsx?|bicep|conf|html)$|Dockerfile$/.test(file) && !isTest(file))
      .filter((file) => existsSync(file))
  : ['README.md', 'deploy/README.md']
const commands = sources.flatMap((file) =>
  commandsIn(file, readFileSync(file, 'utf8').replaceAll('\r\n', '\n')).map((command) => ({
    file,
    command,
  })),
)

describe('the documented commands', () => {
  it('work in sh, PowerShell and cmd', () => {
    expect(commands.length).toBeGreaterThan(100)
    const wrong = commands.flatMap(({ file, command }) =>
      obstaclesIn(command).map((obstacle) => `${file}: ${obstacle}: ${command}`),
    )
    expect(wrong).toEqual([])
  })

  it('exist: package.json has each script of an npm run', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object }
    const named = commands.flatMap(({ command }) => /^npm run ([\w:-]+)/.exec(command)?.[1] ?? [])
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([])
  })
})

describe('the check of commands', () => {
  it.each([
    ['a.md', '```sh\nnpm run configure -- --tenant x \\\n  --out dist\n```\n'],
    ['a.md', '```powershell\nnpm run configure -- --tenant x `\n  --out dist\n```\n'],
    ['a.md', '```sh\nnpm ci && npm test\n```\n'],
    ['a.md', '```sh\ncd app; npm ci\n```\n'],
    ['a.md', 'Play it with `SOAK_SEED=1 SOAK_CYCLES=2 npm run soak`.'],
    ['a.md', "Take `npm run e2e -- 'deep link'`."],
    ['a.md', 'Take `npx playwright test --reporter $REPORTER`, `npm run build -- --base=$(pwd)`.'],
    ['a.md', '```sh\nnpm run dev    # the app\n```\n'],
    ['a.md', '```sh\n# first\nnpm run dev\n```\n'],
    ['a.md', '```sh\nnpm run doctor -- --json > findings.json\n```\n'],
    ['a.md', '```sh\nrm -rf dist\n```\n'],
    ['a.md', '```sh\nexport A=1\n```\n'],
    ['a.md', 'Take `npm run register --print`.'],
    ['a.md', 'Take `npm run e2e deep link --headed`.'],
    ['Dockerfile', '#   docker run --publish 8080:8080 \\\n#     weather-app\n'],
    ['a.ts', '//   SOAK_SEED=1 npm run soak\n'],
    ['a.ts', 'const help = `Does it.\n\n  npm run x -- --a \\\n    --b`'],
    ['a.ts', 'throw new Error(`Run \\`npm ci && npm test\\` again.`)'],
    ['a.ts', "const fix = 'Run `npm ci; npm test` again.'"],
  ])('finds what not every shell understands, %#: %s %j', (file, text) => {
    expect(commandsIn(file, text).flatMap(obstaclesIn)).not.toEqual([])
  })

  it.each([
    '```sh\nnpm ci\nnpm run e2e -- deep link --project memory\n```\n',
    '`npm run register -- --app https://weather.contoso.example --tenant <id>`',
    '`npm run build -- --base=/app/`, `docker build --build-arg BASE=/app/ …`, `npx vite`',
    '```ts\nconst a = b && c // not a command\n```\n',
  ])('accepts %j', (text) => {
    expect(commandsIn('a.md', text).flatMap(obstaclesIn)).toEqual([])
  })
})
