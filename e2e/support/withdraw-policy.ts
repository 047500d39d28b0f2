import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StaticWebAppConfig } from '../../deploy/hosts/static-web-app.ts'
import type { Site } from './fixtures.ts'

/** Takes the content security policy away, to see that without it an attempt that it stops succeeds. */
export async function withdrawPolicy({ folder }: Site): Promise<void> {
  const file = join(folder, 'staticwebapp.config.json')
  const hosting = JSON.parse(await readFile(file, 'utf8')) as StaticWebAppConfig
  delete hosting.globalHeaders['Content-Security-Policy']
  await writeFile(file, JSON.stringify(hosting))
}
