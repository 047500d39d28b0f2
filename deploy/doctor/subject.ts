import type { Config } from '../../src/config/config.ts'

/** What the doctor looks at. */
export interface Subject {
  config: Config
  /** Origin of the app, e.g. `https://weather.contoso.example`. */
  app: string
}

/** @returns the two redirect URIs that the app uses: its own page, and the page of its hidden frames */
export function redirectUris({ app }: Subject): [string, string] {
  return [`${app}/`, `${app}/redirect.html`]
}

/** @returns the address of the forecast, also when the configuration names a path */
export function forecastUrl({ config, app }: Subject): string {
  return new URL(config.weatherApi.url, app).href
}

/** @returns where authorization and token requests go */
export function endpoints({ config }: Subject): { authorization: string; token: string } {
  const { authority, authorityMetadata } = config
  return {
    authorization:
      authorityMetadata?.authorization_endpoint ?? `${authority}/oauth2/v2.0/authorize`,
    token: authorityMetadata?.token_endpoint ?? `${authority}/oauth2/v2.0/token`,
  }
}
