import { runProcess } from '../../command-line/command.ts'
import { configure } from './configure.ts'

await runProcess(configure)
