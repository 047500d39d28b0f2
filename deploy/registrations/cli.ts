import { runProcess } from '../../command-line/command.ts'
import { registerCommand } from './register-command.ts'

await runProcess(registerCommand)
