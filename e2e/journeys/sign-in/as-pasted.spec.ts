import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { alertOn, openAsKnown } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { forecastRows, plainAccount, signInAs } from '../../support/person.ts'

/** The same scope, with the id of its API in capitals: it is sent as it is, and Entra takes it in any case. */
function inCapitals(scope: string): string {
  return scope.replace(/[0-9a-f-]{36}/, (id) => id.toUpperCase())
}

test('a configuration as people paste it, in capitals, with blanks and slashes, signs in and renews', async ({
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
  await writeFile(join(site.folder, 'config.json'), JSON.stringify(pasted))
  await page.goto('/forecast')
  await signInAs(page, plainAccount)
  await expect(forecastRows(page)).toHaveCount(5)
  stack.control.expireAccessTokens()
  await page.reload()
  await expect(forecastRows(page)).toHaveCount(5)
})

test('the link for the administrator names the tenant of an authority with a slash at the end', async ({
  page,
  site,
  stack,
}) => {
  const { authority, clientId } = stack.appConfig
  await site.deploy({ ...stack.appConfig, authority: `${authority}/` })
  stack.control.fault({ endpoint: 'token', status: 400, body: { error: 'consent_required' } })
  await openAsKnown(page, stack)
  await expect(alertOn(page)).toContainText('The app has no permission')
  const link = page.getByRole('link', { name: 'adminconsent', includeHidden: true })
  await expect(link).toHaveAttribute('href', new RegExp(`^${authority}/v2.0/adminconsent\\?`))
  await expect(link).toHaveAttribute('href', new RegExp(`client_id=${clientId}`))
})
