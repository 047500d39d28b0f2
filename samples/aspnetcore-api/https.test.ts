import { readFileSync, writeFileSync } from 'node:fs'
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
import { clientSettings, type LocalEntra, startLocalEntra } from '#local-entra'

const appsettings = (file: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8')) as {
    AzureAd: { Instance: string; TenantId: string; ClientId: string }
  }

const why = reasonToSkipDotnet()

describe.skipIf(why !== undefined)(`with local Entra on https${why ?? ''}`, () => {
  let program: DotnetProgram
  let entra: LocalEntra

  beforeAll(async () => {
    program = await buildDotnet(import.meta.dirname)
    const certificate = await makeCertificate({ name: 'localhost', keyType: 'rsa' })
    const file = join(program.folder, 'localhost.pem')
    writeFileSync(file, certificate.cert)
    entra = await startLocalEntra({
      appOrigins: ['http://localhost:5173'],
      https: { ...certificate, file },
    })
  }, BUILD_TIME)

  afterAll(async () => {
    await entra.close()
    await program.discard()
  })

  /** Starts the API with the settings of production and the address of local Entra. @returns the status of a good token */
  async function statusWith(environment: NodeJS.ProcessEnv): Promise<number> {
    const { AzureAd } = clientSettings(entra).identityWeb
    const api = program.start([], {
      ASPNETCORE_URLS: 'http://127.0.0.1:0',
      AzureAd__Instance: AzureAd.Instance,
      AzureAd__TenantId: AzureAd.TenantId,
      AzureAd__ClientId: AzureAd.ClientId,
      ...environment,
    })
    const [, origin = ''] = await api.says(/listening on: (\S+)\n/)
    const authorization = `Bearer ${await entra.accessToken('sunny.day@weather.example')}`
    const answer = await fetch(`${origin}/WeatherForecast`, { headers: { authorization } })
    return answer.status
  }

  test(
    'the API needs no relaxed setting when .NET trusts the certificate',
    DOTNET_TEST,
    async () => {
      expect(await statusWith({ SSL_CERT_FILE: entra.certificate?.file })).toBe(200)
    },
  )

  test(
    'the API accepts no token when .NET does not trust the certificate',
    DOTNET_TEST,
    async () => {
      expect(await statusWith({ SSL_CERT_FILE: undefined })).not.toBe(200)
    },
  )
})

describe('the settings', () => {
  test('only those for development relax anything, and only for local Entra', () => {
    expect(Object.keys(appsettings('appsettings.json').AzureAd)).toEqual([
      'Instance',
      'TenantId',
      'ClientId',
    ])
  })

  test('those for development are the ones that local Entra prints', async () => {
    const entra = await startLocalEntra()
    const { AzureAd } = appsettings('appsettings.Development.json')
    const printed = clientSettings(entra).identityWeb.AzureAd
    expect(AzureAd).toMatchObject({ TenantId: printed.TenantId, ClientId: printed.ClientId })
    expect(AzureAd).toMatchObject({
      Instance: 'http://localhost:5180/',
      RequireHttpsMetadata: false,
      TokenValidationParameters: {
        ValidIssuer: entra.identity.issuer.replace(entra.identity.origin, 'http://localhost:5180'),
      },
    })
    await entra.close()
  })
})
