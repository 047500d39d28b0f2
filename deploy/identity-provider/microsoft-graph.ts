import { parseUrl } from '../../command-line/parse-url.ts'
import { isLoopback } from '../../src/config/config.ts'
import { type Cloud, clouds } from './clouds.ts'

/** The client id of Microsoft Graph, the same in every tenant. */
export const microsoftGraphAppId = '00000003-0000-0000-c000-000000000000'

/** The URL and the scope of an API, as in the configuration. */
export interface ApiEntry {
  url: string
  scope: string
}

/** @returns the entry of Microsoft Graph in the configuration: version 1.0, with the scope of `/me` */
export function graphEntryFor(authority: string): ApiEntry {
  const { graph } = cloudOf(authority)
  return { url: `https://${graph}/v1.0`, scope: `https://${graph}/User.Read` }
}

/** Whether a scope belongs to Microsoft Graph, in any cloud. */
export function isGraphScope(scope: string): boolean {
  return allGraphHosts.includes(hostOf(scope))
}

/** Whether an API of the configuration is Microsoft Graph, by its scope or its host. */
export function isGraph({ url, scope }: ApiEntry): boolean {
  return isGraphScope(scope) || allGraphHosts.includes(hostOf(url))
}

/** What is wrong with the URL or the scope of Microsoft Graph. */
export interface GraphFault {
  part: keyof ApiEntry
  problem: string
  fix: string
}

/**
 * Checks that an entry of Microsoft Graph fits together and belongs to the cloud of the authority. A token for Graph must
 * not go to another host. The Graph of local Entra is on this machine, or on the origin of the authority.
 */
export function faultOfGraph(authority: string, api: ApiEntry): GraphFault | undefined {
  const hosts = graphHostsOf(cloudOf(authority))
  const right = graphEntryFor(authority)
  const [atHost, ofHost] = [hostOf(api.url), hostOf(api.scope)]
  const isLocal = isLoopback(atHost) || isSameOrigin(api.url, authority)
  if (!isLocal && !hosts.includes(atHost)) {
    const problem = allGraphHosts.includes(atHost)
      ? 'is Microsoft Graph in another cloud than the authority.'
      : 'is not Microsoft Graph, and the app would send a token for Microsoft Graph there.'
    return { part: 'url', problem, fix: `Set it to ${right.url}.` }
  }
  if (isLocal || ofHost === atHost) return undefined
  const problem = isGraphScope(api.scope)
    ? 'belongs to Microsoft Graph at another host than the URL.'
    : 'does not belong to Microsoft Graph, but the URL does.'
  return {
    part: 'scope',
    problem,
    fix: `Set it to a scope of https://${atHost}/, such as https://${atHost}/User.Read.`,
  }
}

// External ID and custom domains are in the public cloud.
function cloudOf(authority: string): Cloud {
  const host = parseUrl(authority)?.host ?? ''
  const found = Object.values(clouds).find(({ login, formerly }) =>
    [login, ...formerly].includes(host),
  )
  return found ?? clouds.public
}

function graphHostsOf({ graph, otherGraphs }: Cloud): string[] {
  return [graph, ...otherGraphs]
}

/** The hosts of Microsoft Graph in all clouds. */
export const allGraphHosts = Object.values(clouds).flatMap(graphHostsOf)

function hostOf(text: string): string {
  return parseUrl(text)?.hostname ?? ''
}

function isSameOrigin(one: string, other: string): boolean {
  const origin = parseUrl(one)?.origin
  return origin !== undefined && origin === parseUrl(other)?.origin
}
