import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { clouds, needsDiscovery } from './clouds.ts'

const knownHosts = 'node_modules/@azure/msal-common/dist-browser/authority/AuthorityMetadata.mjs'

describe('needsDiscovery', () => {
  it('is right about what the installed MSAL knows by itself', async () => {
    const source = await readFile(knownHosts, 'utf8')
    const hosts = [...source.matchAll(/\{ host: "([^"]+)" \}/g)].map(([, host]) => host)
    expect(hosts).toContain(clouds.public.login)
    for (const host of hosts) expect(needsDiscovery(`https://${host}/tenant`)).toBe(false)
    for (const { login } of Object.values(clouds)) expect(hosts).toContain(login)
  })

  it.each(['https://contoso.ciamlogin.com/tenant', 'https://login.contoso.example/tenant'])(
    'knows that %s has to be asked for its endpoints',
    (authority) => {
      expect(needsDiscovery(authority)).toBe(true)
    },
  )
})
