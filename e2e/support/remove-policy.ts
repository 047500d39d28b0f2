import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StaticWebAppConfig } from '../../deploy/hosts/static-web-app.ts'
import type { Site } from './fixtures.ts'

/** Removes the content security policy and the integrity policy, to show that an attack that they block succeeds without. */
export async function removePolicy({ folder }: Site): Promise<void> {
  const file = join(folder, 'staticwebapp.config.json')
  const hosting = JSON.parse(await readFile(file, 'utf8')) as StaticWebAppConfig
  delete hosting.globalHeaders['Content-Security-Policy']
  delete hosting.globalHeaders['Integrity-Policy']
  await writeFile(file, JSON.stringify(hosting))
}
