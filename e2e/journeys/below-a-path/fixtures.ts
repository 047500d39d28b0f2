import { nginxServer } from '../../../deploy/hosts/nginx.ts'
import { readHosting } from '../../../deploy/hosts/write-deployment.ts'
import { findNginx } from '../../../deploy/hosts/testing/find-nginx.ts'
import { startNginx } from '../../../deploy/hosts/testing/nginx-host.ts'
import { expect, test as base } from '../../support/fixtures.ts'

/** The base path of the app in these journeys. */
export const basePath = '/app/'

interface Fixtures {
  host: 'the test host' | 'nginx'
  /** The URL of the app. */
  app: string
  /** Fails a test that requests anything on the app's origin outside the base path. */
  staysBelow: void
}

export const test = base.extend<Fixtures>({
  host: ['the test host', { option: true }],

  app: async ({ host, site, stack }, use) => {
    if (host === 'the test host') return use(site.origin + basePath)
    const program = findNginx()
    if (program === undefined) return base.skip(true, 'There is no nginx on this machine.')
    const server = nginxServer(await readHosting(site.folder), { root: site.folder })
    const nginx = await startNginx(program, server)
    stack.control.addAppOrigin(nginx.origin + basePath)
    await use(nginx.origin + basePath)
    return nginx.close()
  },

  baseURL: ({ app }, use) => use(app),

  staysBelow: [
    async ({ app, context }, use) => {
      const { origin } = new URL(app)
      const strays: string[] = []
      context.on('request', (request) => {
        const url = request.url()
        if (url.startsWith(origin) && !url.startsWith(app)) strays.push(url)
      })
      await use()
      expect(strays).toEqual([])
    },
    { auto: true },
  ],
})

export { expect } from '../../support/fixtures.ts'
