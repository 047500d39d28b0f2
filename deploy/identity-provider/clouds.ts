/** The hosts of one of Microsoft's clouds. */
export interface Cloud {
  /** Host of the authority. */
  login: string
  /** Older names of the same host. MSAL knows the endpoints of the current one. */
  formerly: readonly string[]
  /** Host of Microsoft Graph. */
  graph: string
  /** Further hosts of Microsoft Graph, for some tenants. */
  otherGraphs: readonly string[]
}

export type CloudName = 'public' | 'us-government' | 'china'

/** @see {@link https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud} */
export const clouds: Readonly<Record<CloudName, Cloud>> = {
  public: {
    login: 'login.microsoftonline.com',
    formerly: ['login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
    graph: 'graph.microsoft.com',
    otherGraphs: [],
  },
  'us-government': {
    login: 'login.microsoftonline.us',
    formerly: ['login.usgovcloudapi.net'],
    graph: 'graph.microsoft.us',
    otherGraphs: ['dod-graph.microsoft.us'],
  },
  china: {
    login: 'login.partner.microsoftonline.cn',
    formerly: ['login.chinacloudapi.cn'],
    graph: 'microsoftgraph.chinacloudapi.cn',
    otherGraphs: [],
  },
}

export function isCloudName(name: string): name is CloudName {
  return Object.hasOwn(clouds, name)
}
