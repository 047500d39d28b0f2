import type { Config } from '../../src/config/config.ts'
import { nginxServer } from '../hosts/nginx.ts'
import type { StaticWebAppConfig } from '../hosts/static-web-app.ts'
import { configurationFile, type Files, hostingFiles } from '../hosts/write-deployment.ts'
import type { Destination } from './destination.ts'

/** @returns the files that a configuration comes to at a destination; nothing is written */
export async function filesOf(config: Config, destination: Destination): Promise<Files> {
  const { folder, isBuilt, nginx } = destination
  const configuration = configurationFile(folder, config)
  if (!isBuilt) return configuration
  const hosting = await hostingFiles(folder, config)
  if (!nginx) return new Map([...configuration, ...hosting])
  const [rules = ''] = hosting.values()
  const server = nginxServer(JSON.parse(rules) as StaticWebAppConfig, nginx)
  return new Map([...configuration, ...hosting, [nginx.file, `${server}\n`]])
}
