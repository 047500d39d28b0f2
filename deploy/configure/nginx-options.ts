import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { apisOf, type Config, type ConfigFault } from '../../src/config/config.ts'
import { splitName } from '../../command-line/options.ts'
import { largeHeaders } from '../hosts/nginx.ts'
import {
  type ForwardedApi,
  forwardedPath,
  type Forwarding,
  parseUpstream,
  usualAuthorities,
} from '../hosts/nginx-api.ts'
import { isInGitBash, keepPaths } from '../rewritten-path.ts'
import { apiKeyOf, optionFor } from './settings.ts'

/** The options for nginx. */
export interface NginxCommandOptions {
  /** The file for the rules. */
  nginx?: string | undefined
  nginxRoot?: string | undefined
  /** Where nginx forwards the APIs on the app's own origin: an origin, or `<name>=<origin>`. */
  nginxApis?: readonly string[] | undefined
  /** File of the certificate authorities, on the machine of nginx. */
  nginxCa?: string | undefined
  /** IP address of the DNS server for nginx. */
  nginxResolver?: string | undefined
}

/** The upstreams by the keys of their APIs. */
export function upstreamsOf({ nginxApis = [] }: NginxCommandOptions): Map<string, string> {
  return new Map(
    nginxApis.map((text) => {
      const { name, value } = splitName(text)
      return [apiKeyOf(name), value]
    }),
  )
}

/**
 * @param folder the built app, the default of `nginxRoot`
 * @param config says which APIs nginx has to forward to
 * @returns the faults of the options for nginx
 */
export function faultsOfNginx(
  options: NginxCommandOptions,
  folder: string,
  config: Config | undefined,
): ConfigFault[] {
  const { nginx, nginxRoot, nginxApis, nginxCa, nginxResolver } = options
  if (nginx === undefined) {
    const given = { root: nginxRoot, api: nginxApis?.[0], ca: nginxCa, resolver: nginxResolver }
    return Object.entries(given).flatMap(([name, value]) =>
      value === undefined ? [] : [needsNginx(`--nginx-${name}`)],
    )
  }
  return [
    ...faultsOfUpstreams(upstreamsOf(options), config),
    ...(isPath(nginxRoot ?? resolve(folder)) ? [] : [badRoot(nginxRoot ?? resolve(folder))]),
    ...(isPath(nginxCa ?? '') ? [] : [badPath('--nginx-ca')]),
    ...(isInGitBash(nginxRoot ?? '') ? [rewritten('--nginx-root', nginxRoot)] : []),
    ...(isInGitBash(nginxCa ?? '') ? [rewritten('--nginx-ca', nginxCa)] : []),
    ...(isServer(nginxResolver ?? '127.0.0.1') ? [] : [badResolver]),
  ]
}

function rewritten(key: string, path = ''): ConfigFault {
  return { key, problem: `cannot be ${path}.`, fix: keepPaths }
}

function faultsOfUpstreams(
  upstreams: ReadonlyMap<string, string>,
  config: Config | undefined,
): ConfigFault[] {
  const apis = config ? apisOf(config) : []
  const own = apis.filter(({ url }) => url.startsWith('/')).map(({ key }) => key)
  const missing = own.filter((key) => !upstreams.has(key)).map(missingUpstream)
  const taken = apis.filter(({ url }) => url.startsWith('/') && forwardedPath(url) === '')
  const wrong = [...upstreams].flatMap(([key, upstream]) => {
    if (config && !apis.some((api) => api.key === key)) return [unknownApi(key)]
    if (config && !own.includes(key)) return [surplusUpstream(key)]
    return parseUpstream(upstream) ? [] : [badUpstream(key)]
  })
  return [...missing, ...wrong, ...taken.map(({ key }) => badApiPath(key))]
}

// nginx reads `$` as a variable and has no escape for it.
function isPath(path: string): boolean {
  return /^[^$\p{Cc}]*$/u.test(path)
}

function isServer(address: string): boolean {
  const [, bracketed, plain = ''] = /^(?:\[([^\]]+)\]|([^:]+))(?::\d{1,5})?$/.exec(address) ?? []
  return bracketed === undefined ? isIP(plain) === 4 : isIP(bracketed) === 6
}

/**
 * What the rules need from the machine and from the surrounding nginx configuration.
 * @param basePath the path of the app on its host
 * @returns lines for the terminal; none when nginx forwards nothing
 */
export function adviseOnNginx(
  { apis, authorities = usualAuthorities, resolver }: Forwarding & { apis: ForwardedApi[] },
  basePath: string,
): string[] {
  const upstreams = apis.flatMap(({ upstream }) => parseUpstream(upstream) ?? [])
  const names = upstreams.filter(({ isName }) => isName).map(({ host }) => host)
  const advice: string[] = []
  if (upstreams.some(({ isTls }) => isTls)) {
    advice.push(
      `nginx trusts the certificate authorities in ${authorities}. The file must exist; --nginx-ca <file> sets another.`,
    )
  }
  if (names.length > 0 && resolver === undefined) {
    advice.push(
      `nginx resolves ${names.join(', ')} by DNS, and does not read /etc/hosts. Add --nginx-resolver <address> unless the`,
      'surrounding nginx configuration has a `resolver`: without one, requests to the API get 502. In a Docker network it is 127.0.0.11.',
    )
  }
  if (apis.length > 0 && basePath !== '/') {
    advice.push(
      `For access tokens larger than 8 kB, add this to the http block of nginx: ${largeHeaders}`,
    )
  }
  return advice.length === 0 ? [] : ['', ...advice]
}

function needsNginx(key: string): ConfigFault {
  return { key, problem: 'has no effect without --nginx.', fix: 'Add --nginx <file>.' }
}

function missingUpstream(apiKey: string): ConfigFault {
  return {
    key: optionFor('--nginx-api', apiKey),
    problem: 'is missing: the API is on the app’s own origin, so nginx has to forward to it.',
    fix: 'Set it to the scheme, host and port of the API, e.g. http://127.0.0.1:8080.',
  }
}

function badApiPath(apiKey: string): ConfigFault {
  return {
    key: optionFor('--api-url', apiKey),
    problem: 'cannot be the root: nginx would forward every request to the API.',
    fix: 'Set it to a path such as /WeatherForecast.',
  }
}

function surplusUpstream(apiKey: string): ConfigFault {
  return {
    key: optionFor('--nginx-api', apiKey),
    problem: 'is given, but the API is not on the app’s own origin.',
    fix: `Remove it, or set ${optionFor('--api-url', apiKey)} to a path.`,
  }
}

function unknownApi(apiKey: string): ConfigFault {
  return {
    key: optionFor('--nginx-api', apiKey),
    problem: `is given, but the configuration has no ${apiKey}.`,
    fix: `Correct the name, or add ${optionFor('--api-url', apiKey)} and ${optionFor('--api-scope', apiKey)}.`,
  }
}

// The value may contain a password: never print it.
function badUpstream(apiKey: string): ConfigFault {
  return {
    key: optionFor('--nginx-api', apiKey),
    problem: 'must be scheme, host and port only.',
    fix: 'Set it to, for example, http://127.0.0.1:8080. nginx keeps the path of the request.',
  }
}

function badRoot(root: string): ConfigFault {
  const problem = `cannot be ${JSON.stringify(root)}: nginx reads $ as a variable, and allows no line break.`
  return {
    key: '--nginx-root',
    problem,
    fix: 'Name a folder without these characters, for example a link to it.',
  }
}

function badPath(key: string): ConfigFault {
  return {
    key,
    problem: 'contains a $ or a line break.',
    fix: 'Name a file without these characters.',
  }
}

const badResolver: ConfigFault = {
  key: '--nginx-resolver',
  problem: 'must be the IP address of a DNS server.',
  fix: 'Set it to, for example, 127.0.0.11 (Docker), or to the nameserver in /etc/resolv.conf on the machine of nginx.',
}
