import { apisOf, type Config, type NamedApi } from '../../src/config/config.ts'

/** What the doctor looks at. */
export interface Subject {
  config: Config
  /** Address of the app, without the slash at its end, e.g. `https://weather.contoso.example`. */
  app: string
  /** An access token of a signed-in user, to ask the APIs with. It is never shown. */
  token?: string | undefined
}

/** An API of the configuration, as the doctor looks at it. */
export interface ApiSubject extends NamedApi {
  /** Where the app calls it: absolute, even when the configuration names a path. */
  url: string
  /** Follows what a finding is about: which API it was, when there are several. */
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

/** @returns the origin of the app, as a browser sends it with each request */
export function originOf({ app }: Subject): string {
  return new URL(app).origin
}

/** @returns the two redirect URIs that the app uses: its own page, and the page of its hidden frames */
export function redirectUris({ app }: Subject): [string, string] {
  return [`${app}/`, `${app}/redirect.html`]
}
