import { isIP } from 'node:net'
import { connect } from 'node:tls'
import { isGraph } from '../identity-provider/microsoft-graph.ts'
import { examine, type Finding } from './finding.ts'
import { apisIn, type Subject } from './subject.ts'

const enoughDays = 14
const dayInMilliseconds = 86_400_000

/**
 * Checks whether the certificate of the app, of an API or of the collector of reports expires soon. Every request checks that it is trusted.
 * @param isDeployed whether to check the app's own host
 */
export async function checkCertificates(subject: Subject, isDeployed: boolean): Promise<Finding[]> {
  // Microsoft renews the one of Microsoft Graph.
  const apis = apisIn(subject).filter((api) => !isGraph(api))
  const own = [...(isDeployed ? [subject.app] : []), ...apis.map(({ url }) => url)]
  const urls = [...own, ...(subject.config.reportTo ? [subject.config.reportTo] : [])]
  const origins = new Set(urls.map((url) => new URL(url).origin))
  const secure = [...origins].filter((origin) => origin.startsWith('https:'))
  return (await Promise.all(secure.map(checkCertificate))).flat()
}

// No finding if the certificate cannot be read, for example behind a proxy.
async function checkCertificate(origin: string): Promise<Finding[]> {
  const expiry = await readExpiry(new URL(origin))
  if (expiry === undefined) return []
  const exam = examine('certificate', `Certificate of ${origin}`)
  const days = Math.floor((expiry - Date.now()) / dayInMilliseconds)
  if (days > enoughDays || days < 0) return days < 0 ? [] : [exam.good()]
  const when = days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`
  return [exam.advice(`it expires ${when}.`, 'Renew it, and check why automatic renewal failed.')]
}

/** @returns when the certificate of a server expires, in milliseconds since 1970 */
function readExpiry({ hostname, port }: URL): Promise<number | undefined> {
  const host = hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: Number(port || 443),
      ...(isIP(host) === 0 && { servername: host }),
      // Reads only the date and sends no data.
      rejectUnauthorized: false,
      timeout: 10_000,
    })
    const end = (expiry?: number) => {
      socket.destroy()
      resolve(expiry)
    }
    socket.once('secureConnect', () => {
      const expiry = Date.parse(socket.getPeerCertificate().valid_to ?? '')
      end(Number.isNaN(expiry) ? undefined : expiry)
    })
    socket.once('error', () => end())
    socket.once('timeout', () => end())
  })
}
