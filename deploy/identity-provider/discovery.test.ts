import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { FaultError } from '../../command-line/fault.ts'
import { discover } from './discovery.ts'

const endpoints = {
  issuer: 'https://login.contoso.example/{tenantid}/v2.0',
  authorization_endpoint: 'https://login.contoso.example/t/oauth2/v2.0/authorize',
  token_endpoint: 'https://login.contoso.example/t/oauth2/v2.0/token',
  end_session_endpoint: 'https://login.contoso.example/t/oauth2/v2.0/logout',
  jwks_uri: 'https://login.contoso.example/t/discovery/v2.0/keys',
}

let close = () => {}
afterEach(() => close())

/** An authority that answers with its discovery document, or with something else. */
async function startAuthority(status: number, body: unknown): Promise<string> {
  const server = createServer((request, response) => {
    const known = request.url === '/t/v2.0/.well-known/openid-configuration'
    response.writeHead(known ? status : 404).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  close = () => void server.close()
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/t`
}

describe('discover', () => {
  it('returns only the endpoints of the discovery document', async () => {
    const authority = await startAuthority(200, { ...endpoints, claims_supported: ['sub'] })
    expect(await discover(authority)).toEqual(endpoints)
  })

  it('reports the reason of the authority', async () => {
    const body = { error_description: 'AADSTS90002: no such tenant\r\nTrace ID: 1' }
    const authority = await startAuthority(400, body)
    await expect(discover(authority)).rejects.toThrow(/returned 400: AADSTS90002: no such tenant\n/)
  })

  it.each([[{}], [null], [{ ...endpoints, token_endpoint: 'http://evil.example/' }]])(
    'refuses an unusable document: %j',
    async (body) => {
      await expect(discover(await startAuthority(200, body))).rejects.toThrow(FaultError)
    },
  )

  it('reports an authority that is down', async () => {
    const authority = await startAuthority(200, endpoints)
    close()
    await expect(discover(authority)).rejects.toThrow(/refused the connection/)
  })
})
