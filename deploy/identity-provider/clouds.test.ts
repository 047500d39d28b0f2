import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { clouds } from './clouds.ts'

const knownHosts = 'node_modules/@azure/msal-common/dist-browser/authority/AuthorityMetadata.mjs'

it('the clouds have the current host names, those that the installed MSAL knows', async () => {
  const source = await readFile(knownHosts, 'utf8')
  const hosts = [...source.matchAll(/\{ host: "([^"]+)" \}/g)].map(([, host]) => host)
  for (const { login } of Object.values(clouds)) expect(hosts).toContain(login)
})
