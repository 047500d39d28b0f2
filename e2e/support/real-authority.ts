import type { RegistrationsInput } from '#local-entra'
import { makeCertificate } from '../../command-line/testing/certificates.ts'
import { startTlsFront, type TestServer } from '../../command-line/testing/servers.ts'
import { test as journeys } from './fixtures.ts'

interface WorkerFixtures {
  front: TestServer
}

/**
 * Journeys with the unmodified production configuration and the local identity provider: the browser resolves the host of
 * the authority to a port of this machine and accepts a local certificate.
 * @param host of the authority
 * @param registrations by default the sample ones
 */
export function atAuthority(host: string, registrations?: RegistrationsInput) {
  return journeys.extend<{ production: void }, WorkerFixtures>({
    localEntraOptions: [
      { identityOrigin: `https://${host}`, ...(registrations && { registrations }) },
      { scope: 'worker' },
    ],

    front: [
      async ({ stack }, use) => {
        const certificate = await makeCertificate({ name: host })
        const front = await startTlsFront(certificate, () => stack.identity.listensAt)
        await use(front)
        await front.close()
      },
      { scope: 'worker' },
    ],

    launchOptions: [
      async ({ launchOptions, front }, use) => {
        const map = `MAP ${host}:443 127.0.0.1:${front.port}`
        const args = [...(launchOptions.args ?? []), `--host-resolver-rules=${map}`]
        await use({ ...launchOptions, args })
      },
      { scope: 'worker' },
    ],

    production: [
      async ({ site, stack }, use) => {
        const { authorityMetadata: _, ...config } = stack.appConfig
        await site.deploy(config)
        await use()
      },
      { auto: true },
    ],
  })
}

/** The host of Microsoft's own authority. */
export const authorityHost = 'login.microsoftonline.com'

export const test = atAuthority(authorityHost)
