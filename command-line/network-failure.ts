import { parseUrl } from './parse-url.ts'

/** Why a request got no response, with the code of Node, OpenSSL or undici, and the fix. */
export interface NetworkFailure {
  problem: string
  fix: string
}

/**
 * Explains why a request got no response.
 * @param error what `fetch` threw
 * @param proxy the address of the proxy of the request; empty for none
 * @param seconds the time limit
 */
export function describeNetworkFailure(
  error: unknown,
  proxy: string,
  seconds: number,
): NetworkFailure {
  const cause = rootOf(error)
  const code = codeOf(cause)
  const refusal = /^Proxy response \((\d+)\)|^Proxy Authentication Required \((407)\)/.exec(
    cause.message,
  )
  if (refusal) return refusedByProxy(proxy, refusal[1] ?? refusal[2] ?? '')
  if (isInvalidProxy(proxy, cause)) return invalidProxy(proxy)
  const known = failures.find(({ codes }) => codes.test(code))
  const { problem, fix } = known ?? unknownFailure
  const reason = `${problem.replace('{seconds}', String(seconds))} (${code}).`
  if (proxy === '') return { problem: reason, fix }
  if (!isOfProxy(proxy, cause)) {
    return {
      problem: reason,
      fix: `${fix} The request went through the proxy ${hostOf(proxy)}: check it too.`,
    }
  }
  return { problem: `cannot be reached: the proxy ${hostOf(proxy)} ${reason}`, fix: proxyFix }
}

/** Errors of `fetch` have the reason in `cause`, and an `AggregateError` if several addresses failed. */
function rootOf(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error))
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0]
  return error.cause instanceof Error ? rootOf(error.cause) : error
}

function codeOf(error: Error): string {
  const { code } = error as { code?: unknown }
  // Node has no code for the rarer errors of OpenSSL.
  if (code === 'UNSPECIFIED') return `${code}: ${error.message}`
  if (typeof code === 'string') return code
  return error.name === 'Error' ? error.message : error.name
}

function hostOf(proxy: string): string {
  return parseUrl(proxy)?.host ?? proxy
}

function isOfProxy(proxy: string, cause: Error): boolean {
  const url = parseUrl(proxy)
  if (!url) return false
  const { hostname, protocol, port } = url
  const at = cause as { hostname?: unknown; port?: unknown }
  const proxyPort = Number(port) || (protocol === 'https:' ? 443 : 80)
  if (typeof at.port === 'number') return at.port === proxyPort
  return at.hostname === hostname || cause.message.includes(`${hostname}:`)
}

const proxyFix =
  'Correct HTTPS_PROXY, or add the host to NO_PROXY if it can be reached without a proxy.'

function refusedByProxy(proxy: string, status: string): NetworkFailure {
  const problem = `cannot be reached: the proxy ${hostOf(proxy)} returned ${status}.`
  if (status !== '407')
    return {
      problem,
      fix: 'Ask the administrator of the proxy to allow the host, or add the host to NO_PROXY.',
    }
  const fix =
    'Put the user name and the password into HTTPS_PROXY: http://<user>:<password>@<host>:<port>, with %40 for an @ in either. A proxy that requires Kerberos or NTLM needs a local proxy in between.'
  return {
    problem: `cannot be reached: the proxy ${hostOf(proxy)} requires authentication (407).`,
    fix,
  }
}

function isInvalidProxy(proxy: string, cause: Error): boolean {
  if (proxy === '') return false
  return !parseUrl(proxy) || /Invalid (?:URL|protocol)|URI malformed/i.test(cause.message)
}

function invalidProxy(proxy: string): NetworkFailure {
  const shown = proxy.replace(/\/\/.*@/, '//…@')
  return {
    problem: `cannot be reached: HTTPS_PROXY or HTTP_PROXY is "${shown}", which is not a proxy address.`,
    fix: 'Set it to http://<host>:<port>, without quotes. In a password, write % as %25, @ as %40 and / as %2F.',
  }
}

interface KnownFailure {
  codes: RegExp
  problem: string
  fix: string
}

const trustFix =
  'set NODE_EXTRA_CA_CERTS to the file of its root certificate (PEM) and run the command again.'

const unknownFailure = {
  problem: 'cannot be reached',
  fix: 'Check the address and the network.',
}

// Codes of getaddrinfo(3) and errno(3); of OpenSSL's verification (https://nodejs.org/api/tls.html#x509-certificate-error-codes)
// and TLS alerts (RFC 8446 §6); of undici (https://undici.nodejs.org/#/docs/api/Errors).
const failures: readonly KnownFailure[] = [
  {
    codes: /^(?:ENOTFOUND|EAI_\w+)$/,
    problem: 'has a host name that cannot be resolved',
    fix: 'Correct the host name, or add it to DNS. If only a proxy can resolve it, set HTTPS_PROXY.',
  },
  {
    codes: /^ECONNREFUSED$/,
    problem: 'refused the connection',
    fix: 'Start the server, or correct the host and the port.',
  },
  {
    codes: /^(?:TimeoutError|ETIMEDOUT|UND_ERR_\w*TIMEOUT)$/,
    problem: 'did not answer within {seconds} s',
    fix: 'Check that the server runs and that no firewall blocks it. If a proxy is needed, set HTTPS_PROXY.',
  },
  {
    codes: /^(?:ENETUNREACH|EHOSTUNREACH|ENETDOWN|EADDRNOTAVAIL|EHOSTDOWN)$/,
    problem: 'is on a network that this machine cannot reach',
    fix: 'Connect to the network or VPN. If a proxy is needed, set HTTPS_PROXY.',
  },
  {
    codes: /^(?:EACCES|EPERM)$/,
    problem: 'is blocked on this machine',
    fix: 'Allow Node in the firewall of this machine.',
  },
  {
    codes: /^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|ECONNABORTED)$/,
    problem: 'closed the connection',
    fix: 'Read the log of the server, or of the proxy in front of it. If it speaks https only, correct the scheme.',
  },
  {
    codes: /^bad port$/,
    problem: 'has a port that browsers block',
    fix: 'Use another port (https://fetch.spec.whatwg.org/#port-blocking lists the blocked ones).',
  },
  {
    codes: /^(?:HPE_\w+|HTTPParserError)$/,
    problem: 'does not speak HTTP',
    fix: 'Correct the port, or the scheme: https instead of http.',
  },
  {
    codes: /^(?:Z_\w+|ERR__ERROR_\w+|ERR_\w*(?:BROTLI|ZLIB|ZSTD)\w*)$/,
    problem: 'sends a body that does not match its Content-Encoding header',
    fix: 'Compress once: in the server, or in the proxy in front of it.',
  },
  {
    codes: /^UND_ERR_HEADERS_OVERFLOW$/,
    problem: 'sends more than 16 kB of headers',
    fix: 'Send fewer or shorter headers.',
  },
  {
    codes: /^(?:ERR_INVALID_URL|ERR_INVALID_PROTOCOL)$/,
    problem: 'is not an http or https address',
    fix: 'Correct the address.',
  },
  {
    codes: /^UNABLE_TO_VERIFY_LEAF_SIGNATURE$/,
    problem: 'sends a certificate without its issuer’s certificate',
    fix: `Configure the server to send the full chain, with the intermediate certificates. Browsers may have these from elsewhere, other programs do not. If a private authority issued the certificate, ${trustFix}`,
  },
  {
    codes: /^UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?$/,
    problem: 'has a certificate from an authority that this machine does not trust',
    fix: `Configure the server to send the full chain, up to an authority that browsers trust. If it is the authority of your company, or of a proxy that inspects traffic, ${trustFix}`,
  },
  {
    codes: /^SELF_SIGNED_CERT_IN_CHAIN$/,
    problem: 'has a certificate from a private authority',
    fix: `If it is the authority of your company, or of a proxy that inspects traffic, ${trustFix}`,
  },
  {
    codes: /^DEPTH_ZERO_SELF_SIGNED_CERT$/,
    problem: 'has a self-signed certificate',
    fix: `Use a certificate from an authority that browsers trust. For a development certificate, such as that of ASP.NET (dotnet dev-certs https --trust), ${trustFix}`,
  },
  {
    codes: /^CERT_HAS_EXPIRED$/,
    problem: 'has a certificate that has expired',
    fix: 'Renew the certificate, and restart the server. An intermediate certificate may have expired too. If the certificate is new, set the clock of this machine.',
  },
  {
    codes: /^CERT_NOT_YET_VALID$/,
    problem: 'has a certificate that is not valid yet',
    fix: 'Set the clock of this machine, or wait until the certificate is valid.',
  },
  {
    codes: /^(?:ERR_TLS_CERT_ALTNAME_\w+|HOSTNAME_MISMATCH)$/,
    problem: 'has a certificate for other host names',
    fix: 'Correct the host name, or add it to the certificate (subject alternative name).',
  },
  {
    codes: /^(?:CERT_REVOKED|CERT_REJECTED)$/,
    problem: 'has a revoked certificate',
    fix: 'Replace the certificate.',
  },
  {
    codes:
      /^(?:INVALID_PURPOSE|INVALID_CA|INVALID_NON_CA|CERT_UNTRUSTED|PATH_LENGTH_EXCEEDED|CERT_CHAIN_TOO_LONG|INVALID_EXTENSION)$/,
    problem: 'has a certificate that is not valid for a web server',
    fix: 'Get a certificate for a web server (serverAuth), and configure the server to send the chain in order.',
  },
  {
    codes:
      /(?:KEY_TOO_SMALL|MD_TOO_WEAK|too weak|CERT_SIGNATURE_FAILURE|UNABLE_TO_(?:DECODE|DECRYPT)\w+|ERROR_IN_CERT\w+)$/,
    problem: 'has a certificate that is broken or too weak',
    fix: 'Get a new certificate, with an RSA key of 2048 bits or more and SHA-256.',
  },
  {
    codes: /CRL/,
    problem: 'has a certificate whose revocation list cannot be read',
    fix: 'Ask the certificate authority for its revocation list.',
  },
  {
    codes: /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|^EPROTO$/,
    problem: 'does not speak https',
    fix: 'Correct the scheme or the port, or give the server a certificate.',
  },
  {
    // A server's alert about a certificate means the client's certificate (RFC 8446 §6.2).
    codes: /ALERT_(?:\w*CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/,
    problem: 'requires a client certificate',
    fix: 'Turn off client certificates for this address: browsers do not send one with a CORS preflight.',
  },
  {
    codes: /UNRECOGNIZED_NAME/,
    problem: 'does not know this host name',
    fix: 'Correct the host name, or configure a certificate for it on the server.',
  },
  {
    codes: /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|INSUFFICIENT_SECURITY|NO_(?:SHARED_)?CIPHER/,
    problem: 'offers no secure version of TLS',
    fix: 'Enable TLS 1.2 or 1.3 on the server.',
  },
  {
    codes: /HANDSHAKE_FAILURE/,
    problem: 'refused the TLS handshake',
    fix: 'Check that the server speaks TLS 1.2 or 1.3, has a certificate for this host name, and requires no client certificate.',
  },
  {
    codes: /^UNSPECIFIED/,
    problem: 'has a certificate that OpenSSL rejects',
    fix: 'Get a certificate for a web server (serverAuth) and this host name, from an authority that may issue it.',
  },
  {
    codes: /CERT|SSL|TLS/,
    problem: 'cannot set up a TLS connection',
    fix: 'Check its certificate and its TLS settings.',
  },
]
