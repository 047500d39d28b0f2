import { setTimeout } from 'node:timers/promises'
import type { Config } from '../../src/config/config.ts'
import { graphEntryFor } from '../identity-provider/microsoft-graph.ts'
import { createGraph, type Graph, GraphError } from '../registrations/graph.ts'
import { examine, type Finding } from './finding.ts'
import type { Subject } from './subject.ts'

/** How to reach Microsoft Graph. */
export interface GraphAccess {
  accessToken: string
  /** That of the authority's cloud by default. */
  url?: string
}

/** Opens Microsoft Graph to read only. */
export function openGraph({ authority }: Config, { accessToken, url }: GraphAccess): Graph {
  return createGraph({
    url: url ?? graphEntryFor(authority).url,
    accessToken,
    dryRun: true,
    say: () => {},
    pause: (milliseconds) => setTimeout(milliseconds),
  })
}

interface Behaviors {
  authenticationBehaviors?: { coopEnforcement?: boolean | null } | null
}

/**
 * Checks whether the app registration is exempt from the Cross-Origin-Opener-Policy of Entra's sign-in page. This app needs
 * no exemption: it redirects, and hidden frames have no opener. Only the public cloud has the setting.
 * @param graph without it there is no finding
 * @see {@link https://learn.microsoft.com/graph/applications-authenticationbehaviors}
 */
export async function checkRegistration(
  { config }: Subject,
  graph: GraphAccess | undefined,
): Promise<Finding[]> {
  if (graph === undefined) return []
  const exam = examine('coop', `Cross-Origin-Opener-Policy of the sign-in page`)
  const path = `/applications(appId='${config.clientId}')?$select=appId,authenticationBehaviors`
  try {
    const opened = openGraph(config, graph)
    const found = await opened.read<Behaviors>(path)
    if (!found) return [exam.skipped('Microsoft Graph does not know this client id.')]
    if (found.authenticationBehaviors?.coopEnforcement !== false) return [exam.good()]
    const problem =
      'the app registration turns it off, so a page that opens the app can control its sign-in window.'
    const fix = `Remove the exemption, which this app does not need: PATCH ${opened.url}/applications(appId='${config.clientId}')/authenticationBehaviors with { "coopEnforcement": null }.`
    return [exam.advice(problem, fix)]
  } catch (error) {
    if (!(error instanceof GraphError)) return [exam.skipped('Microsoft Graph cannot be reached.')]
    return [exam.skipped(error.message)]
  }
}
