import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An authority that publishes a key, and signs whatever it is asked to: for tests of an API that runs by itself. */
export interface AuthorityDouble {
  authority: string
  issuer: string
  /** Signs an access token; claims are added to those of a good one, or take their place. */
  sign: (claims?: Record<string, unknown>) => Promise<string>
  /** Whether it answers at all. */
  setDown: (isDown: boolean) => void
  /** Lets requests for the keys wait: `asked` resolves when one does, `release` answers it. */
  holdKeys: () => { asked: Promise<void>; release: () => void }
  close: () => void
}

export const audience = '22222222-3333-4444-5555-666666666666'

export async function startAuthorityDouble(): Promise<AuthorityDouble> {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'key', use: 'sig' }]
  let isDown = false
  let hold: ((response: ServerResponse) => void) | undefined
  const server = createServer((request, response) => {
    if (isDown) return response.writeHead(503).end()
    if (request.url?.endsWith('/openid-configuration')) return sendJson(response, discovery())
    if (hold) return hold(response)
    return sendJson(response, { keys })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const authority = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tenant`
  const issuer = `${authority}/v2.0`
  const discovery = () => ({
    issuer,
    jwks_uri: `${authority}/keys`,
    authorization_endpoint: `${authority}/authorize`,
  })
  return {
    authority,
    issuer,
    sign: (claims = {}) =>
      new SignJWT({
        tid: 'tenant',
        sub: 'ada',
        scp: 'access_as_user',
        name: 'Ada Sample',
        ...claims,
      })
        .setProtectedHeader({ alg: 'RS256', kid: 'key' })
        .setIssuer(issuer)
        .setAudience(typeof claims['aud'] === 'string' ? claims['aud'] : audience)
        .setIssuedAt()
        .setExpirationTime(typeof claims['exp'] === 'number' ? claims['exp'] : '1h')
        .sign(privateKey),
    setDown: (value) => {
      isDown = value
    },
    holdKeys: () => {
      const waiting: ServerResponse[] = []
      const release = () => {
        for (const response of waiting) sendJson(response, { keys })
        hold = undefined
      }
      const asked = new Promise<void>((resolve) => {
        hold = (response) => {
          waiting.push(response)
          resolve()
        }
      })
      return { asked, release }
    },
    close: () => server.close(),
  }
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
