/** One of Microsoft's clouds: where its people sign in, and where its directory is managed. */
export interface Cloud {
  /** Host of the authority. */
  login: string
  /** Older names of the same host; MSAL knows the endpoints of the present one without asking. */
  formerly: readonly string[]
  /** Host of Microsoft Graph. */
  graph: string
}

export type CloudName = 'public' | 'us-government' | 'china'

/** @see {@link https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud} */
export const clouds: Readonly<Record<CloudName, Cloud>> = {
  public: {
    login: 'login.microsoftonline.com',
    formerly: ['login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
    graph: 'graph.microsoft.com',
  },
  'us-government': {
    login: 'login.microsoftonline.us',
    formerly: ['login.usgovcloudapi.net'],
    graph: 'graph.microsoft.us',
  },
  china: {
    login: 'login.partner.microsoftonline.cn',
    formerly: ['login.chinacloudapi.cn'],
    graph: 'microsoftgraph.chinacloudapi.cn',
  },
}

/** The authorities whose endpoints MSAL knows, so that signing in needs no discovery. */
const knownToMsal = new Set([
  ...Object.values(clouds).map(({ login }) => login),
  'login.sovcloud-identity.fr',
  'login.sovcloud-identity.de',
  'login.sovcloud-identity.sg',
])

/** @returns whether the app has to ask for the endpoints of this authority before it can sign in */
export function needsDiscovery(authority: string): boolean {
  return !knownToMsal.has(new URL(authority).host)
}

export function isCloudName(name: string): name is CloudName {
  return Object.hasOwn(clouds, name)
}
