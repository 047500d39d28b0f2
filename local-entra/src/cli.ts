#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { requireGoodOptions, runProcess, type Terminal } from '../../command-line/command.ts'
import type { Fault } from '../../command-line/fault.ts'
import type { Options, ReadOptions } from '../../command-line/options.ts'
import { clientSettings, describeClientSettings } from './client-settings.ts'
import { describeStack } from './describe-stack.ts'
import { type LocalEntra, startLocalEntra } from './local-entra.ts'
import { readRegistrationsFile } from './registrations/parse-registrations.ts'
import { type Certificate, readCertificate } from './server/certificate.ts'
import { describeTrust } from './server/trust.ts'
import { appAddress } from './registrations/registry.ts'
import { PORT_SETTINGS, readPortSettings, readWeatherApiUrl, WEATHER_API_URL } from './settings.ts'

const defaultAppOrigin = 'http://localhost:5173'

const options = {
  'app-origin': {
    value: '<origin>',
    help: `an app that signs people in here, may be repeated; default ${defaultAppOrigin}. It may use <origin>/ and <origin>/redirect.html as redirect URIs; below a path: ${defaultAppOrigin}/app/`,
    multiple: true,
  },
  registrations: {
    value: '<file>',
    help: 'tenants, apps, APIs and accounts of your own, as JSON; registrations.md explains the format',
  },
  ...Object.fromEntries(
    PORT_SETTINGS.map(({ flag, of, port, variable }) => [
      flag,
      { value: '<port>', help: `port of the ${of}; default ${variable} or ${port}; 0 takes any` },
    ]),
  ),
  'weather-api-url': {
    value: '<url>',
    help: `an API of your own, for the app in place of the weather API; default ${WEATHER_API_URL}`,
  },
  https: {
    help: 'serve https, which MSAL.NET and Microsoft.Identity.Web require, with a certificate that is made once and kept in ~/.local-entra',
  },
  cert: { value: '<file>', help: 'serve https with this certificate for localhost, in PEM' },
  key: { value: '<file>', help: 'its key, in PEM' },
  open: { help: 'open the start page in a browser' },
} satisfies Options

async function run(read: ReadOptions, { say }: Terminal): Promise<void> {
  const { values, flags, faults } = read
  const appOrigins = [...(values['app-origin'] ?? [defaultAppOrigin])]
  requireGoodOptions([...faults, ...appOrigins.filter((text) => !appAddress(text)).map(badOrigin)])
  const file = values['registrations']?.[0]
  const stack = await startLocalEntra({
    ...readPortSettings(process.env, values),
    weatherApiUrl: readWeatherApiUrl(process.env, values['weather-api-url']?.[0]),
    appOrigins,
    https: await readHttps(read),
    ...(file === undefined ? {} : { registrations: await readRegistrationsFile(file) }),
  })
  say(describe(stack, appOrigins).join('\n'))
  if (flags.has('open')) openInBrowser(`${stack.identity.origin}/`, say)
}

function describe(stack: LocalEntra, appOrigins: string[]): string[] {
  const settings = clientSettings(stack)
  return [
    'Local Entra: an identity provider for development that behaves like Microsoft Entra ID.',
    '',
    ...describeStack(stack),
    ...describeTrust(stack.certificate),
    '',
    `Apps from          ${appOrigins.join(' ')}`,
    '',
    ...(settings.msalBrowser
      ? ['A single-page app, as /config.json:', JSON.stringify(stack.appConfig, undefined, 2), '']
      : []),
    ...describeClientSettings(settings),
    '',
    'Ctrl-C ends it.',
  ]
}

function openInBrowser(url: string, say: Terminal['say']): void {
  const [command = '', ...parameters] = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }[
    process.platform as string
  ] ?? ['xdg-open']
  const opener = spawn(command, [...parameters, url], { stdio: 'ignore', detached: true })
  opener.on('error', () => say(`No browser was found. Open ${url} yourself.`))
  opener.unref()
}

async function readHttps({ values, flags }: ReadOptions): Promise<boolean | Certificate> {
  const [cert] = values['cert'] ?? []
  const [key] = values['key'] ?? []
  requireGoodOptions([...pathFault('--cert', cert), ...pathFault('--key', key)])
  if (cert !== undefined && key !== undefined) return readCertificate(cert, key)
  const [given, other] = cert === undefined ? ['--key', '--cert'] : ['--cert', '--key']
  if (cert !== undefined || key !== undefined) {
    requireGoodOptions([{ key: given, problem: `needs ${other}.`, fix: 'Give both files.' }])
  }
  return flags.has('https')
}

function pathFault(option: string, value = ''): Fault[] {
  const fix = 'Write the PEM text to a file, and give its path.'
  return /-----BEGIN /.test(value)
    ? [{ key: option, problem: 'takes the path of a file, not its text.', fix }]
    : []
}

function badOrigin(text: string): Fault {
  const fix = `Write it like ${defaultAppOrigin}, or ${defaultAppOrigin}/app/ for an app below a path.`
  return { key: '--app-origin', problem: `${text} is not an origin.`, fix }
}

await runProcess({
  options,
  purpose: `Starts the local identity provider and a protected weather API, for any app on this machine.

  npx local-entra --app-origin http://localhost:3000`,
  run,
})
