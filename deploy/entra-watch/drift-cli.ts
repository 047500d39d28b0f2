import { runProcess } from '../../command-line/command.ts'
import { driftCommand } from './drift.ts'

await runProcess(driftCommand)
