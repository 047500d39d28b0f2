import { apisOf, type Config, type NamedApi } from '../../src/config/config.ts'

/** The deployment that the doctor checks. */
export interface Subject {
  config: Config
  /** Address of the app, without a trailing slash, e.g. `https://weather.contoso.example`. */
  app: string
  /** An access token of a signed-in user, to call the APIs. It is never printed. */
  token?: string | undefined
}

/** An API of the configuration. */
export interface ApiSubject extends NamedApi {
  /** The absolute URL, even if the configuration has a path. */
  url: string
  /** Suffix for the subject of a finding that says which of several APIs it is; empty for one API. */
  which: string
}

/** @returns every API of the configuration */
export function apisIn({ config, app }: Subject): ApiSubject[] {
  const apis = apisOf(config)
  return apis.map((api) => ({
    ...api,
    url: new URL(api.url, app).href,
    which: apis.length > 1 ? ` (${api.key})` : '',
  }))
}

/** @returns the origin of the app, as browsers send it in the `Origin` header */
export function originOf({ app }: Subject): string {
  return new URL(app).origin
}

/** @returns the two redirect URIs of the app: its start page, and the page for hidden frames */
export function redirectUris({ app }: Subject): [string, string] {
  return [`${app}/`, `${app}/redirect.html`]
}
