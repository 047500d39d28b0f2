import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCertificate } from '../../command-line/testing/certificates.ts'
import {
  BUILD_TIME,
  buildDotnet,
  DOTNET_TEST,
  type DotnetProgram,
  reasonToSkipDotnet,
} from '../../command-line/testing/dotnet.ts'
import { audience, startAuthorityDouble } from '../../weather-api/testing/authority-double.ts'
import type { ApiUnderContract } from '../../weather-api/testing/contract-clauses.ts'
import { APP_ORIGIN } from '../../weather-api/testing/test-service.ts'
import { bothAnswers } from './differences.ts'

// The authority is on https, as Entra is: the API runs with the settings of production.

const why = reasonToSkipDotnet()

describe.skipIf(why !== undefined)(`the ASP.NET Core API${why ?? ''}`, DOTNET_TEST, () => {
  const api = {} as ApiUnderContract
  let program: DotnetProgram | undefined

  beforeAll(async () => {
    program = await buildDotnet(import.meta.dirname)
    const certificate = await makeCertificate({ name: 'localhost', keyType: 'rsa' })
    const file = join(program.folder, 'authority.pem')
    writeFileSync(file, certificate.cert)
    api.authority = await startAuthorityDouble(certificate)
    const server = program.start([], {
      ASPNETCORE_URLS: 'http://127.0.0.1:0',
      SSL_CERT_FILE: file,
      AzureAd__Instance: api.authority.authority.replace('tenant', ''),
      AzureAd__TenantId: 'tenant',
      AzureAd__ClientId: audience,
      Cors__Origins__0: APP_ORIGIN,
    })
    const [, origin = ''] = await server.says(/listening on: (\S+)\n/)
    api.url = `${origin}/WeatherForecast`
  }, BUILD_TIME)

  afterAll(async () => {
    api.authority.close()
    await program?.discard()
  })

  describe.each(bothAnswers)('keeps the contract: $title', ({ clauses }) => {
    test.each(clauses)('$title: $aspNetCore', async ({ ask, aspNetCore }) => {
      expect(await ask(api)).toBe(aspNetCore)
    })
  })
})
