import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describeFaults } from '../../command-line/fault.ts'
import { explainSwallowed } from '../../command-line/swallowed-options.ts'

// `npm run e2e -- <words>`: runs the journeys whose title contains the words, with session storage and a trace of each failure.
// Options that begin with `-` go to Playwright: `--project memory`, `--headed`, `--repeat-each 20`.

const given = process.argv.slice(2)
const swallowed = explainSwallowed(
  ['project', 'headed', 'debug', 'ui', 'grep', 'repeat-each', 'workers'],
  {
    parameters: given,
    environment: process.env,
  },
)
if (swallowed) {
  console.error(describeFaults([swallowed]))
  process.exit(2)
}
const firstOption = given.findIndex((argument) => argument.startsWith('-'))
const words = firstOption === -1 ? given : given.slice(0, firstOption)
const options = given.slice(words.length)

const title = words.join(' ').replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
const isProjectChosen = options.some((option) => option.startsWith('--project'))
const { status } = spawnSync(
  process.execPath,
  [
    join('node_modules', 'playwright', 'cli.js'),
    'test',
    ...(title === '' ? [] : ['--grep', title]),
    ...(isProjectChosen ? [] : ['--project', 'session']),
    '--trace',
    'retain-on-failure',
    ...options,
  ],
  { stdio: 'inherit' },
)
process.exitCode = status ?? 1
