import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, plainAccount, signInAs } from '../../support/person.ts'

/** The same scope with the ID of its API in capitals. The app sends it unchanged, and Entra ignores its case. */
function inCapitals(scope: string): string {
  return scope.replace(/[0-9a-f-]{36}/, (id) => id.toUpperCase())
}

test('a configuration pasted with capitals, blanks and slashes signs in and renews', async ({
  page,
  site,
  stack,
  tokenStorage,
}) => {
  const { authority, clientId, weatherApi, authorityMetadata } = stack.appConfig
  const { origin, pathname } = new URL(authority)
  const pasted = {
    authority: ` ${origin}/${pathname.toUpperCase()}//\n`,
    clientId: `${clientId.toUpperCase()} `,
    weatherApi: { url: `${weatherApi.url}\n`, scope: `\u200b${inCapitals(weatherApi.scope)}` },
    tokenStorage,
    authorityMetadata: {
      ...authorityMetadata,
      issuer: `${authorityMetadata.issuer.toUpperCase().replace('V2.0', 'v2.0')}/`,
      token_endpoint: ` ${authorityMetadata.token_endpoint}`,
    },
  }
  await site.mount(pasted)
  await page.goto('/forecast')
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  stack.control.expireAccessTokens()
  await page.reload()
  await expect(forecastRows(page)).toHaveCount(5)
})
