import { isIP } from 'node:net'
import { connect } from 'node:tls'
import { examine, type Finding } from './finding.ts'
import { apisIn, type Subject } from './subject.ts'

const enoughDays = 14
const dayInMilliseconds = 86_400_000

/**
 * Does a certificate expire soon, of the app or of an API? Whether it is trusted is seen by each request.
 * @param isDeployed whether the app's own host is looked at
 */
export async function checkCertificates(subject: Subject, isDeployed: boolean): Promise<Finding[]> {
  const urls = [...(isDeployed ? [subject.app] : []), ...apisIn(subject).map(({ url }) => url)]
  const origins = new Set(urls.map((url) => new URL(url).origin))
  const secure = [...origins].filter((origin) => origin.startsWith('https:'))
  return (await Promise.all(secure.map(checkCertificate))).flat()
}

// Where it cannot be read (behind a proxy, say), nothing is said.
async function checkCertificate(origin: string): Promise<Finding[]> {
  const expiry = await readExpiry(new URL(origin))
  if (expiry === undefined) return []
  const exam = examine('certificate', `Certificate of ${origin}`)
  const days = Math.floor((expiry - Date.now()) / dayInMilliseconds)
  if (days > enoughDays || days < 0) return days < 0 ? [] : [exam.good()]
  const when = days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`
  return [
    exam.advice(`it expires ${when}.`, 'Renew it, and see why that did not happen by itself.'),
  ]
}

/** @returns when the certificate of a server expires, in milliseconds since 1970 */
function readExpiry({ hostname, port }: URL): Promise<number | undefined> {
  const host = hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: Number(port || 443),
      ...(isIP(host) === 0 && { servername: host }),
      // Only the date is read, and nothing is sent.
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
