import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type ServerFault, startFaultyServer } from '../../../e2e/support/faulty-server.ts'
import { createCollector } from '../../../samples/report-collector/collector.ts'
import { writeHosting } from '../../hosts/write-deployment.ts'
import { type Deployment, type Fault, type Planted } from './fault.ts'
import { setHeader, setRouteHeader } from './host.ts'

type Change = (deployment: Deployment) => Promise<Planted>

const noChange: Change = () => Promise.resolve({})

/**
 * Deploys the app with a collector of violation reports.
 * @param fault in the responses of the collector
 * @param change of the deployment afterwards
 */
export function withCollector(fault: ServerFault = () => {}, change = noChange): Change {
  return async (deployment) => {
    const { site, stack } = deployment
    const collector = createCollector({ origins: [site.origin], log: () => {} })
    collector.listen(0, '127.0.0.1')
    await once(collector, 'listening')
    const { port } = collector.address() as AddressInfo
    const front = await startFaultyServer(`http://127.0.0.1:${port}`, fault)
    await site.deploy({ ...stack.appConfig, reportTo: `${front.origin}/reports` })
    const undo = async () => {
      await front.close()
      collector.closeAllConnections()
      collector.close()
    }
    return { ...(await change(deployment)), undo }
  }
}

const inPreflight = (fault: ServerFault) =>
  withCollector((answer, request) => {
    if (request.method === 'OPTIONS') fault(answer, request)
  })

const inPost = (fault: ServerFault) =>
  withCollector((answer, request) => {
    if (request.method === 'POST') fault(answer, request)
  })

// The site of the tests is on plain http, of which the doctor warns as well.
const atEndpoint = ['report-endpoint', 'reports']

export const faultsOfReports: Fault[] = [
  {
    title: 'a collector of reports without CORS',
    plant: inPreflight(({ headers }) => headers.delete('access-control-allow-origin')),
    checks: atEndpoint,
    problem: /preflight does not allow the app/,
    fix: /Access-Control-Allow-Origin: http:/,
  },
  {
    title: 'a collector of reports that does not allow their content type',
    plant: inPreflight(({ headers }) => headers.set('access-control-allow-headers', 'Accept')),
    checks: atEndpoint,
    problem: /does not allow the content type/,
    fix: /Content-Type/,
  },
  {
    title: 'a collector of reports with a sign-in',
    plant: inPost((answer) => {
      answer.status = 401
    }),
    checks: atEndpoint,
    problem: /returned 401 for a list of reports/,
    fix: /without a sign-in/,
  },
  {
    title: 'a collector of reports that is down',
    plant: async (deployment) => {
      const planted = await withCollector()(deployment)
      await planted.undo?.()
      return {}
    },
    checks: atEndpoint,
    problem: /refused the connection/,
    fix: /Start the server/,
  },
  {
    title: 'a proxy that removes Reporting-Endpoints',
    plant: withCollector(undefined, setHeader('Reporting-Endpoints', '')),
    checks: ['reports'],
    problem: /report-to violations has no endpoint/,
    fix: /npm run configure/,
  },
  {
    title: 'a Reporting-Endpoints that browsers cannot parse',
    plant: withCollector(
      undefined,
      setHeader('Reporting-Endpoints', '{"violations":"https://x/"}'),
    ),
    checks: ['reports'],
    problem: /cannot parse Reporting-Endpoints/,
    fix: /Its form is violations="https/,
  },
  {
    title: 'a page for front-channel sign-out that reports nothing',
    plant: withCollector(
      undefined,
      setRouteHeader(
        '/front-channel-sign-out.html',
        'Content-Security-Policy',
        `default-src 'none'; script-src 'self'`,
      ),
    ),
    checks: ['reports'],
    problem: /the policy has no report-to violations/,
    fix: /npm run configure/,
  },
  {
    title: 'reports to plain http',
    plant: withCollector(
      undefined,
      setHeader('Reporting-Endpoints', 'violations="http://reports.contoso.example/"'),
    ),
    checks: ['reports', 'reports'],
    problem: /only to https/,
    fix: /--report-to and an https URL/,
  },
  {
    title: 'a collector in the configuration without the headers',
    plant: withCollector(undefined, async ({ site, stack }) => {
      await writeHosting(site.folder, { ...stack.appConfig, tokenStorage: 'session' })
      return {}
    }),
    checks: ['reports'],
    problem: /config\.json has reportTo/,
    fix: /npm run configure/,
  },
]
