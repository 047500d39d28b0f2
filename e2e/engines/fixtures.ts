import { type LocalEntra, startLocalEntra } from '#local-entra'
import { makeCertificate } from '../../command-line/testing/certificates.ts'
import {
  forwardTo,
  startServer,
  startTlsServer,
  type TestServer,
} from '../../command-line/testing/servers.ts'
import { writeDeployment } from '../../deploy/hosts/write-deployment.ts'
import { expect, serverTest, type Site } from '../support/fixtures.ts'
import type { Profile, RunningEngine, Tab } from './engine.ts'
import { type EngineOptions, engines } from './engines.ts'
import { amendDeployment, amendPolicy, collectViolations, type Violations } from './violations.ts'

interface WorkerFixtures extends EngineOptions {
  running: RunningEngine
  violations: Violations
  front: Front
}

interface TestFixtures {
  profile: Profile
  tab: Tab
  /** An identity provider on another site than the app, as Entra is, which the app is deployed for. */
  otherSite: LocalEntra
  /** A journey fails on any violation of a policy. */
  noViolation: void
}

/** Journeys in an engine that Playwright does not drive. */
export const test = serverTest.extend<TestFixtures, WorkerFixtures>({
  engine: ['chromium', { option: true, scope: 'worker' }],

  violations: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures wanted from this pattern
    async ({}, use) => {
      const violations = await collectViolations()
      await use(violations)
      await violations.close()
    },
    { scope: 'worker' },
  ],

  running: [
    async ({ engine }, use) => {
      const running = await engines[engine].start()
      await use(running)
      await running.close()
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  front: [
    async ({ violations }, use) => {
      const front = await startFront('http', 'localhost', violations)
      await use(front)
      await front.close()
    },
    { scope: 'worker' },
  ],

  localEntraOptions: [
    async ({ front }, use) => use({ identityOrigin: front.origin }),
    { scope: 'worker' },
  ],

  stack: [
    async ({ localEntra, front }, use) => {
      front.target = localEntra.identity.listensAt
      await use(localEntra)
    },
    { scope: 'worker' },
  ],

  site: [
    async ({ site, stack, violations }, use) => {
      const deploy: Site['deploy'] = async (
        config = { ...stack.appConfig, tokenStorage: 'session' },
      ) => {
        await writeDeployment(site.folder, config)
        await amendDeployment(site.folder, violations)
      }
      for (const app of stack.registrations.apps)
        app.frontChannelLogoutUri = `${site.origin}/front-channel-sign-out.html`
      await deploy()
      await use({ ...site, deploy })
    },
    { scope: 'worker', timeout: 180_000 },
  ],

  profile: async ({ running }, use, testInfo) => {
    testInfo.annotations.push({ type: 'version', description: running.version })
    const profile = await running.openProfile()
    await use(profile)
    await profile.close()
  },

  tab: async ({ profile }, use) => use(await profile.openTab()),

  otherSite: async ({ site, violations }, use) => {
    const front = await startFront('https', 'login.localhost', violations)
    const provider = await startLocalEntra({
      identityOrigin: front.origin,
      appOrigins: [site.origin],
    })
    front.target = provider.identity.listensAt
    await site.deploy({ ...provider.appConfig, tokenStorage: 'session' })
    await use(provider)
    await provider.close()
    await front.close()
  },

  noViolation: [
    async ({ violations }, use) => {
      violations.clear()
      await use()
      expect(violations.list()).toEqual([])
    },
    { auto: true },
  ],
})

/** A server in front of an identity provider, which lets the policy of its pages ask for reports. */
interface Front extends TestServer {
  /** By which browsers know the provider. */
  origin: string
  /** Where the provider listens. */
  target: string
}

/** @param host sites ignore ports, so `localhost` is on the app's own site */
async function startFront(
  protocol: 'http' | 'https',
  host: string,
  violations: Violations,
): Promise<Front> {
  const place = { target: '' }
  const listener = forwardTo(() => place.target, protocol, amendPolicy(violations))
  const server =
    protocol === 'http'
      ? await startServer(listener)
      : await startTlsServer(await makeCertificate({ name: host }), listener)
  return Object.assign(place, server, { origin: `${protocol}://${host}:${server.port}` })
}
