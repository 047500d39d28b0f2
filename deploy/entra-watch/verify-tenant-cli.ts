import { runProcess } from '../../command-line/command.ts'
import { verifyTenantCommand } from './verify-tenant.ts'

await runProcess(verifyTenantCommand)
