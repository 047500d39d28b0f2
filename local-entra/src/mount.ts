import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { findAuthority, parsePath } from './identity/endpoints.ts'
import type { Registry } from './registrations/registry.ts'
import { setMounted } from './server/page-origin.ts'
import { isWeatherPath } from './weather-api/start-weather-api.ts'

/** A middleware as Connect, Express and Vite take it. */
export type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
) => void

/**
 * Answers what belongs to the identity provider and to the weather API in another server, under that server's own origin:
 * paths that start with a tenant and go on to an endpoint, `/WeatherForecast`, and those of Microsoft Graph. Every other
 * request goes on.
 *
 * The issuer stays that of the identity provider's own address, so tokens do not depend on the address that the browser
 * uses, and an API verifies them as before.
 */
export function createMount(
  registry: Registry,
  listeners: { identity: RequestListener; weatherApi: RequestListener },
  graph: { owns: (url: string) => boolean; listener: RequestListener },
): Middleware {
  const listenerOf = (url: string) => {
    if (isWeatherPath(url)) return listeners.weatherApi
    if (graph.owns(url)) return graph.listener
    const { segment, endpoint } = parsePath(url.split('?')[0] ?? '')
    return endpoint !== 'other' && findAuthority(segment, registry) ? listeners.identity : undefined
  }
  return (request, response, next) => {
    const listener = listenerOf(request.url ?? '')
    if (!listener) return next()
    setMounted(request)
    return listener(request, response)
  }
}
