import { readHosting, writeFiles } from '../../hosts/write-deployment.ts'
import type { StaticWebAppConfig } from '../../hosts/static-web-app.ts'
import { join } from 'node:path'
import type { Planted, World } from './planted-fault.ts'

/** Changes what the site's own host sends: headers, routes, fallback. */
export async function changeHosting(
  { site }: World,
  change: (hosting: StaticWebAppConfig) => void,
): Promise<Planted> {
  const hosting = await readHosting(site.folder)
  change(hosting)
  const file = join(site.folder, 'staticwebapp.config.json')
  await writeFiles(new Map([[file, JSON.stringify(hosting)]]))
  return {}
}
