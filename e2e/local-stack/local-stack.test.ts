import { expect, test } from 'vitest'
import { startLocalStack } from './local-stack.ts'

test('tells an app everything it needs, and answers nobody after it was closed', async () => {
  const stack = await startLocalStack({ appOrigins: ['http://localhost:1234'] })
  expect(stack.appConfig).toMatchObject({ tokenStorage: 'session' })
  const keys = await fetch(stack.appConfig.authorityMetadata.jwks_uri)
  expect(await keys.json()).toMatchObject({ keys: [{ kty: 'RSA' }, { kty: 'RSA' }] })
  const weather = await fetch(stack.weatherApi.url)
  expect([weather.status, weather.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  await stack.close()
  await expect(fetch(stack.weatherApi.url)).rejects.toThrow('fetch failed')
})
