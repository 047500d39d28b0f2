const endpointFix = (name: string) =>
  `Set it to the ${name} of the identity provider: an https URL (http only for localhost).`

/** What to write under each key; also the list of known keys. */
export const configFixes: Readonly<Record<string, string>> = {
  authority:
    'Set it to https://login.microsoftonline.com/<tenant id>. The Directory (tenant) ID stands on the Overview page of the app registration.',
  clientId:
    'Set it to the Application (client) ID of the single-page app. It stands on the Overview page of its app registration.',
  weatherApi: 'Set it to { "url": "…", "scope": "…" }.',
  'weatherApi.url':
    'Set it to the address of the forecast, e.g. https://api.contoso.example/WeatherForecast, or to a path such as /WeatherForecast for an API on this origin. Plain http is for localhost only.',
  'weatherApi.scope':
    'Set it to the full name of the scope, e.g. api://<API client id>/access_as_user. It stands under "Expose an API" in the registration of the API.',
  tokenStorage: 'Set it to "session" or "memory", or leave it out.',
  flow: 'Set it to true or false, or leave it out: then the page /flow is there.',
  idleMinutes:
    'Set it to a number of minutes from 1 to 1440, or leave it out: then nobody is signed out for being idle.',
  authorityMetadata:
    'Leave it out, or give issuer, authorization_endpoint, token_endpoint, end_session_endpoint and jwks_uri.',
  'authorityMetadata.issuer': endpointFix('issuer'),
  'authorityMetadata.authorization_endpoint': endpointFix('authorization endpoint'),
  'authorityMetadata.token_endpoint': endpointFix('token endpoint'),
  'authorityMetadata.end_session_endpoint': endpointFix('end-session endpoint'),
  'authorityMetadata.jwks_uri': endpointFix('key set'),
}
