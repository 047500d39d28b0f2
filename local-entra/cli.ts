import { parseArgs } from 'node:util'
import { describeStack } from './describe-stack.ts'
import { startLocalStack } from './local-stack.ts'
import { readRegistrationsFile } from './registrations/read-registrations-file.ts'
import { PORT_SETTINGS, readPortSettings } from './settings.ts'

const HELP = `Starts the local identity provider and the weather API, for any app on this machine.

  npm run local-stack -- [options]

  --app-origin <origin>    an app that signs people in here, may be repeated
                           (default http://localhost:5173); it may use <origin>/ and
                           <origin>/redirect.html as redirect URIs; below a path:
                           http://localhost:5173/app/
  --registrations <file>   tenants, apps, APIs and people, as JSON; the format is in
                           local-entra/registrations/README.md
  --help                   this text

Ports, by environment variable (0 = any free port):
${PORT_SETTINGS.map(({ variable, port, of }) => `  ${variable.padEnd(24)} ${port}  ${of}`).join('\n')}
`

async function main(): Promise<void> {
  const values = readOptions()
  if (values.help) {
    console.info(HELP)
    return
  }
  const appOrigins = values['app-origin'].map(toAddress)
  const { registrations: file } = values
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
  console.info(lines.join('\n'))
}

/** Throws an Error with words for a person. */
function readOptions() {
  try {
    return parseArgs({
      options: {
        help: { type: 'boolean', default: false },
        'app-origin': { type: 'string', multiple: true, default: ['http://localhost:5173'] },
        registrations: { type: 'string' },
      },
    }).values
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`${reason}. --help says what there is.`, { cause: error })
  }
}

/** Throws an Error with words for a person. */
function toAddress(text: string): string {
  const url = URL.canParse('.', text) ? new URL('.', text) : undefined
  if (url && ['http:', 'https:'].includes(url.protocol)) {
    return url.pathname === '/' ? url.origin : url.href
  }
  throw new Error(`--app-origin ${text} is no origin. Write it like http://localhost:5173.`)
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
