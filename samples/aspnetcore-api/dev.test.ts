import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { reasonToSkipDotnet } from '../../command-line/testing/dotnet.ts'
import { runCommand } from '../../command-line/testing/run-command.ts'

const command = ['node_modules/jiti/lib/jiti-cli.mjs', join(import.meta.dirname, 'dev.ts')]
const { NODE_ENV: _, VITEST: __, ...inherited } = process.env
const withoutSdk = { ...inherited, PATH: '', Path: '' }

const why = reasonToSkipDotnet()

test(
  'without a .NET SDK, npm run dev:aspnetcore says what to install',
  { timeout: 180_000 },
  async () => {
    const dev = runCommand(command, withoutSdk)
    expect(await dev.ended).toBe(1)
    expect(dev.output()).toContain('✘ The .NET SDK 10 was not found.')
    expect(dev.output()).toContain('https://dotnet.microsoft.com/download')
    expect(dev.output()).not.toMatch(/\n\s+at /)
  },
)

describe.skipIf(why !== undefined)(`npm run dev:aspnetcore${why ?? ''}`, () => {
  test(
    'says when the API does not start, and starts nothing else',
    { timeout: 300_000 },
    async () => {
      const dev = runCommand(command, { ...inherited, Kestrel__Endpoints__Http__Url: 'nonsense' })
      expect(await dev.ended).toBe(1)
      expect(dev.output()).toContain('✘ The ASP.NET Core API did not start.')
      expect(dev.output()).not.toContain('Accounts, no password')
    },
  )
})
