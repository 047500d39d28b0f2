import { test as journeys } from './fixtures.ts'
import { startLocalStack } from '../../local-entra/local-stack.ts'
import { makeCertificate } from '../../command-line/testing/certificates.ts'
import { startTlsFront, type TestServer } from '../../command-line/testing/servers.ts'

/** The host of Microsoft's own authority. */
export const authorityHost = 'login.microsoftonline.com'

interface WorkerFixtures {
  front: TestServer
}

/**
 * The configuration of production, unmodified, in front of the local identity provider: the browser is told that
 * Microsoft's host is at a port of this machine, and believes a certificate made here.
 */
export const test = journeys.extend<{ production: void }, WorkerFixtures>({
  stack: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures wanted from this pattern
    async ({}, use) => {
      const stack = await startLocalStack({ identityOrigin: `https://${authorityHost}` })
      await use(stack)
      await stack.close()
    },
    { scope: 'worker' },
  ],

  front: [
    async ({ stack }, use) => {
      const certificate = await makeCertificate({ name: authorityHost })
      const front = await startTlsFront(certificate, () => stack.identity.listensAt)
      await use(front)
      await front.close()
    },
    { scope: 'worker' },
  ],

  launchOptions: [
    async ({ launchOptions, front }, use) => {
      const map = `MAP ${authorityHost}:443 127.0.0.1:${front.port}`
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
