import { requireGoodOptions, runProcess, type Terminal } from '../command-line/command.ts'
import type { Fault } from '../command-line/fault.ts'
import type { Options, ReadOptions } from '../command-line/options.ts'
import { describeStack } from './describe-stack.ts'
import { startLocalStack } from './local-stack.ts'
import { readRegistrationsFile } from './registrations/read-registrations-file.ts'
import { PORT_SETTINGS, readPortSettings } from './settings.ts'

const options = {
  'app-origin': {
    value: '<origin>',
    help: 'an app that signs people in here, may be repeated; default http://localhost:5173. It may use <origin>/ and <origin>/redirect.html as redirect URIs; below a path: http://localhost:5173/app/',
    multiple: true,
  },
  registrations: {
    value: '<file>',
    help: 'tenants, apps, APIs and people, as JSON; the format is in local-entra/registrations/README.md',
  },
} satisfies Options

async function run({ values, faults }: ReadOptions, { say }: Terminal): Promise<void> {
  const given = values['app-origin'] ?? ['http://localhost:5173']
  requireGoodOptions([...faults, ...given.filter((text) => !toAddress(text)).map(badOrigin)])
  const appOrigins = given.flatMap((text) => toAddress(text) ?? [])
  const file = values['registrations']?.[0]
  const stack = await startLocalStack({
    ...readPortSettings(process.env),
    appOrigins,
    ...(file === undefined ? {} : { registrations: await readRegistrationsFile(file) }),
  })
  const lines = [
    ...describeStack(stack),
    '',
    `Apps from          ${appOrigins.join(' ')}`,
    '',
    'Settings of an app; how MSAL takes them is in local-entra/README.md:',
    JSON.stringify(stack.appConfig, undefined, 2),
    '',
    'For a client that reads discovery:',
    `${stack.appConfig.authorityMetadata.issuer}/.well-known/openid-configuration`,
    '',
    'Ctrl-C ends it.',
  ]
  say(lines.join('\n'))
}

/** @returns an origin, or the address of an app below a path; undefined when it is neither */
function toAddress(text: string): string | undefined {
  const url = URL.canParse('.', text) ? new URL('.', text) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol)) return undefined
  return url.pathname === '/' ? url.origin : url.href
}

function badOrigin(text: string): Fault {
  const fix = 'Write it like http://localhost:5173.'
  return { key: '--app-origin', problem: `${text} is no origin.`, fix }
}

await runProcess({
  options,
  purpose: `Starts the local identity provider and the weather API, for any app on this machine.

  npm run local-stack -- --app-origin http://localhost:3000`,
  notes: `Ports, by environment variable (0 = any free port):
${PORT_SETTINGS.map(({ variable, port, of }) => `  ${variable.padEnd(24)} ${port}  ${of}`).join('\n')}`,
  run,
})
