import type { Options } from '../command-line.ts'

export const configureOptions = {
  tenant: {
    value: '<id or domain>',
    help: 'Directory (tenant) ID, or a domain name of the tenant',
  },
  cloud: { value: '<name>', help: 'public (default), us-government or china' },
  authority: {
    value: '<url>',
    help: 'in place of a cloud: https://<name>.ciamlogin.com (External ID) or a domain of your own',
  },
  'client-id': { value: '<guid>', help: 'Application (client) ID of the single-page app' },
  'api-url': {
    value: '<url or path>',
    help: 'the forecast, e.g. https://api.contoso.example/WeatherForecast; a path for an API on the app’s own origin',
  },
  'api-scope': { value: '<scope>', help: 'e.g. api://<API client id>/access_as_user' },
  'token-storage': { value: '<where>', help: 'session (default) or memory' },
  from: {
    value: '<file>',
    help: 'start from a file of the form of config.json; options win over it',
  },
  discover: { help: 'ask the authority for its endpoints now, so that no browser has to' },
  out: {
    value: '<folder>',
    help: 'public (default), for development, or a built app such as dist',
  },
  nginx: { value: '<file>', help: 'also write the inside of an nginx server block into this file' },
  'nginx-root': {
    value: '<folder>',
    help: 'the app’s folder as nginx sees it; default: that of --out',
  },
  'nginx-api': { value: '<url>', help: 'where nginx finds the API, when --api-url is a path' },
  'allow-loopback': { help: 'allow localhost in the configuration' },
  print: { help: 'show what would be written, and write nothing' },
  help: { help: 'this text' },
} satisfies Options
