import { parseArgs } from 'node:util'
import { describeStack } from './describe-stack.ts'
import { startLocalStack } from './local-stack.ts'
import { PORT_SETTINGS, readPortSettings } from './settings.ts'

const HELP = `Starts the local identity provider and the weather API, for any app on this machine.

  npm run local-stack -- [--app-origin <origin>]... [--help]

  --app-origin <origin>  an app that signs people in here; default http://localhost:5173
  --help                 this text

Ports, by environment variable (0 = any free port):
${PORT_SETTINGS.map(({ variable, port, of }) => `  ${variable.padEnd(24)} ${port}  ${of}`).join('\n')}
`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', default: false },
      'app-origin': { type: 'string', multiple: true, default: ['http://localhost:5173'] },
    },
  })
  if (values.help) {
    console.info(HELP)
    return
  }
  const appOrigins = values['app-origin']
  const stack = await startLocalStack({ ...readPortSettings(process.env), appOrigins })
  const lines = [...describeStack(stack), '', `Apps               ${appOrigins.join(' ')}`]
  console.info(`${lines.join('\n')}\n\nConfiguration of an app:`)
  console.info(JSON.stringify(stack.appConfig, undefined, 2))
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
