import { randomUUID } from 'node:crypto'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { LocalEntra } from '../local-entra.ts'
import { defaultRegistrations } from '../registrations/default-registrations.ts'
import { withDotnet } from './dotnet.ts'
import { createHttpBrowser } from './http-browser.ts'
import { SUNNY, throughPages } from './protocol-client.ts'
import type { RunningCommand } from '../../../command-line/testing/run-command.ts'
import { serverApp } from './server-clients.ts'

const sample = join(import.meta.dirname, '../../../samples/console-client')

/** The settings in appsettings.json of the sample. */
export const settings = JSON.parse(
  fs.readFileSync(join(sample, 'appsettings.json'), 'utf8'),
) as Record<'AzureAd' | 'WeatherApi', Record<string, string>>

/** A stack and the sample console client, for the tests of a group. */
export interface ConsoleClient {
  stack: LocalEntra
  /** Starts the sample with the settings of the stack. */
  start: (environment?: NodeJS.ProcessEnv, args?: string[]) => RunningCommand
  /**
   * Takes the address that the sample opens, and signs in on the pages.
   * @param change of that address
   * @returns the redirect to the sample, which has not been followed
   */
  signIn: (client: RunningCommand, change?: (url: string) => string) => Promise<URL>
  /** A value for PATH. */
  pathWithoutBrowser: string
  /** @returns a home folder that has the client secret in the user secrets of the sample */
  homeWithUserSecret: (secret: string) => string
}

/**
 * Waits for the end of a program that fails.
 * @returns its errors
 */
export async function failureOf(client: RunningCommand): Promise<string> {
  const code = await client.ended
  if (code !== 1 || client.output().includes('   at ')) {
    throw new Error(`The program ended with ${code}:\n${client.output()}`)
  }
  return client.errors().trimEnd()
}

/** Builds the sample before the tests, and starts it as they ask. */
export function withConsoleClient(): ConsoleClient {
  // A name alone: the functions of this file are also called where the tests are skipped.
  const folder = join(tmpdir(), `console-client-${randomUUID()}`)
  const project = join(folder, 'project')
  const pathWithBrowser = join(folder, 'with-browser')
  const pathWithoutBrowser = join(folder, 'without-browser')
  beforeAll(() => {
    copyWithSecretInFile(project)
    fillPath(pathWithBrowser, { 'xdg-open': '#!/bin/sh\necho "opened $1"\n' })
    fillPath(pathWithoutBrowser, {})
  })
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))
  const dotnet = withDotnet(project, defaultRegistrations())
  return {
    get stack() {
      return dotnet.stack
    },
    start: (environment = {}, args = []) => {
      const { appConfig, weatherApi } = dotnet.stack
      return dotnet.start(args, {
        PATH: pathWithBrowser,
        AzureAd__Authority: appConfig.authority,
        AzureAd__ClientSecret: serverApp(dotnet.stack).clientSecret,
        WeatherApi__Url: weatherApi.url,
        ...environment,
      })
    },
    signIn: async (client, change = (url) => url) => {
      const [, url = ''] = await client.says(/opened (\S+)\n/)
      const browser = createHttpBrowser(dotnet.stack.identity.origin, dotnet.stack.certificate)
      const { left } = await throughPages(browser, await browser.open(change(url)), SUNNY)
      if (!left) throw new Error('no redirect to the sample')
      return left
    },
    pathWithoutBrowser,
    homeWithUserSecret: (secret) => {
      const home = join(folder, 'home')
      const secrets = join(home, '.microsoft/usersecrets/entra-weather-console-client')
      fs.mkdirSync(secrets, { recursive: true })
      const text = JSON.stringify({ 'AzureAd:ClientSecret': secret })
      fs.writeFileSync(join(secrets, 'secrets.json'), text)
      return home
    },
  }
}

/** Copies the sample, with the right secret in appsettings.json, from which it must not be read. */
function copyWithSecretInFile(copy: string): void {
  fs.cpSync(sample, copy, { recursive: true })
  const [ClientSecret = ''] = defaultRegistrations().apps.flatMap(({ secrets }) => secrets)
  const AzureAd = { ...settings.AzureAd, ClientSecret }
  fs.writeFileSync(join(copy, 'appsettings.json'), JSON.stringify({ ...settings, AzureAd }))
}

/** Makes a folder for PATH with .NET and these scripts alone. The browser of the machine must not open. */
function fillPath(folder: string, scripts: Record<string, string>): void {
  fs.mkdirSync(folder)
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const dotnet = folders.map((each) => join(each, 'dotnet')).find((file) => fs.existsSync(file))
  if (dotnet !== undefined) fs.symlinkSync(fs.realpathSync(dotnet), join(folder, 'dotnet'))
  for (const [name, text] of Object.entries(scripts)) {
    fs.writeFileSync(join(folder, name), text, { mode: 0o755 })
  }
}
