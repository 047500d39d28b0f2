import { describe, expect, it } from 'vitest'
import { type Command, requireGoodOptions, runCommand } from './command.ts'
import { FaultError } from './fault.ts'
import type { Options } from './options.ts'

const options = {
  app: { value: '<address>', help: 'where', multiple: true },
  out: { value: '<folder>', help: 'whither' },
  'api-url': { value: '<url>', help: 'one for each name', named: true },
  'client-id': { value: '<guid>', help: 'who' },
  'no-admin-consent': { help: 'not for everybody' },
  token: { value: '<token>', help: 'whose' },
  apply: { help: 'do it' },
  print: { help: 'only show it' },
} satisfies Options

/** Runs a command that prints how it was called, and collects its output. */
async function call(
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  changes: Partial<Command> = {},
) {
  const said: string[] = []
  const complained: string[] = []
  const command: Command = {
    options,
    purpose: 'Tries things.',
    run: ({ values, flags, words, faults }, { say }) => {
      requireGoodOptions(faults)
      say(JSON.stringify({ ...values, flags: [...flags], words }))
    },
    ...changes,
  }
  const code = await runCommand(
    command,
    { parameters, environment },
    { say: (text) => said.push(text), complain: (text) => complained.push(text) },
  )
  return { code, said: said.join('\n'), complained: complained.join('\n') }
}

describe('the options of a command', () => {
  it('are read with their values, flags and repetitions', async () => {
    const { said } = await call([
      '--app',
      'a',
      '--app=b',
      '--print',
      '--api-url',
      'orders=https://x',
    ])
    expect(JSON.parse(said)).toEqual({
      app: ['a', 'b'],
      'api-url': ['orders=https://x'],
      flags: ['print'],
      words: [],
    })
  })

  it('may follow the -- that pnpm and Yarn pass on', async () => {
    expect((await call(['--', '--print'])).said).toContain('"flags":["print"]')
  })

  it.each([
    [['--prin'], '--prin is not a known option.', 'Known options: --app, '],
    [['-print'], '-print is not a known option.', 'Write --print.'],
    [['–print'], '–print is not a known option.', 'Write --print.'],
    [['—client-id=1'], '—client-id is not a known option.', 'Write --client-id.'],
    [['--clientId', '1'], '--clientId is not a known option.', 'Write --client-id.'],
    [['--client_id', '1'], '--client_id is not a known option.', 'Write --client-id.'],
    [['--constructor'], '--constructor is not a known option.', 'Known options'],
    [['--client-secret', 'x9'], '--client-secret is not a known option.', 'cannot keep a secret'],
    [['--out'], '--out has no value.', 'Write --out <folder>.'],
    [['--out='], '--out has no value.', 'Write --out <folder>.'],
    [['--print=no'], '--print takes no value.', 'Write --print alone.'],
    [['--out', 'a', '--out', 'b'], '--out is given more than once.', 'Give it once.'],
    [['dist'], 'dist is not an option.', 'Remove it'],
  ])('are refused when they are %j', async (parameters, problem, fix) => {
    const { code, complained } = await call(parameters)
    expect(complained).toContain(`✘ ${problem}`)
    expect(complained).toContain(fix)
    expect(complained).not.toContain('x9')
    expect(code).toBe(2)
  })

  it('are refused with all faults at once', async () => {
    const { complained } = await call(['--out', '--nope', 'dist', '--print=1'])
    expect(complained.match(/✘/g)?.length).toBeGreaterThanOrEqual(3)
  })

  it('may be positional arguments where the command takes them', async () => {
    const { said } = await call(['one', 'two', '--print'], {}, { takesWords: true })
    expect(said).toContain('"words":["one","two"]')
  })
})

// What npm 10.9 and 11.19 put into the environment, observed with `npm run x <options>`.
describe('options that npm took as its own', () => {
  it.each([
    ['--print', { npm_config_print: 'true' }, []],
    ['--client-id', { npm_config_client_id: '123' }, []],
    ['--out', { npm_config_out: 'true' }, ['dist']],
    ['--no-admin-consent', { npm_config_admin_consent: '' }, []],
    [
      '--apply',
      {
        npm_config_all: 'true',
        npm_config_parseable: 'true',
        npm_config_long: 'true',
        npm_config_yes: 'true',
      },
      [],
    ],
    ['--app', { npm_config_all: 'true', npm_config_parseable: 'true' }, ['https://a.example']],
    ['--token', { npm_config_token_description: 'x' }, []],
    ['--apply', { npm_config_apply: 'true' }, []], // --Apply
    ['--no-admin-consent', { npm_config_noadminconsent: 'true' }, ['--apply']],
    ['--no-admin-consent', { npm_config_no_admin_consent: 'true' }, ['--apply']],
    ['--print', { NPM_CONFIG_Print: 'true' }, ['--apply']],
  ])('are reported with the right command: %s', async (option, environment, parameters) => {
    const { code, said, complained } = await call(parameters, {
      npm_lifecycle_event: 'register',
      ...environment,
    })
    expect(said).toBe('')
    expect(code).toBe(2)
    expect(complained).toContain(option)
    expect(complained).toContain('npm took it as its own option')
    expect(complained).toMatch(new RegExp(`npm run register -- .*${option}`))
    expect(complained).toMatch(new RegExp(`npm run register "--" .*${option}`))
    expect(complained).not.toContain('--app,')
  })

  it('are not confused with the settings of the user', async () => {
    const environment = {
      npm_config_yes: 'true',
      npm_config_long: '',
      npm_config_registry: 'https://npm.contoso.example/',
      npm_config_noproxy: '',
      npm_config_admin_consent: 'true',
    }
    expect((await call(['--print'], environment)).code).toBe(0)
  })

  it('are not confused with lines of an .npmrc for an option that was given, or for the scope of packages', async () => {
    const environment = { npm_config_out: 'elsewhere', npm_config_scope: '@contoso' }
    const scope = { value: '<word>', help: 'of a token' }
    const changes = { options: { ...options, scope } }
    expect((await call(['--out=dist'], environment, changes)).code).toBe(0)
  })

  it('have a fix for npm exec as well', async () => {
    const environment = { npm_command: 'exec', npm_config_print: 'true' }
    expect((await call([], environment)).complained).toContain('npm exec "--" <command> --print')
  })
})

const failWith = (error: Error) => ({
  afterFailure: 'Nothing was written.',
  run: () => {
    throw error
  },
})

describe('a failure of a command', () => {
  it('is printed with its fix', async () => {
    const error = new FaultError([{ key: 'dist', problem: 'does not exist.', fix: 'Build it.' }])
    const { code, complained } = await call([], {}, failWith(error))
    expect(complained).toBe('✘ dist does not exist.\n  Build it.\n\nNothing was written.')
    expect(code).toBe(1)
  })

  it.each([
    [
      Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE', port: 5180 }),
      'Port 5180',
    ],
    [Object.assign(new Error('EACCES: …'), { code: 'EACCES', path: '/etc/x' }), '/etc/x is not'],
    [Object.assign(new Error('EISDIR: …'), { code: 'EISDIR', path: 'x.conf' }), 'x.conf is a'],
    [new TypeError('x is not a function'), '✘ x is not a function\n  Add --debug'],
    [new Error('The stack did not start.'), '✘ The stack did not start.'],
  ])('is printed without a stack trace: %s', async (error, words) => {
    const { code, complained } = await call([], {}, failWith(error))
    expect(complained).toContain(words)
    expect(complained).not.toMatch(/\n\s+at /)
    expect(code).toBe(1)
  })

  it('is printed with its stack trace and that of its cause with --debug', async () => {
    const error = new FaultError([], { cause: new Error('below') })
    const { complained } = await call(['--debug'], {}, failWith(error))
    expect(complained).toMatch(/\n\s+at /)
    expect(complained).toContain('Caused by: Error: below')
  })
})

describe('--help', () => {
  it('lists the options', async () => {
    const { said, code } = await call(['--help'])
    expect(said).toMatch(/^Tries things\.\n\nOptions:\n/)
    expect(said).toMatch(/--out <folder> {2,}whither/)
    expect(said).toMatch(/--debug {2,}/)
    expect(code).toBe(0)
  })

  it('has the short form -h', async () => {
    expect((await call(['-h'])).code).toBe(0)
  })
})
