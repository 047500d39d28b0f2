import { startFaultyServer } from '../../support/faulty-server.ts'
import { expect, test } from '../../support/fixtures.ts'
import { openAsKnown } from '../../support/failure.ts'
import { forecastRows } from '../../support/person.ts'

test('behind a proxy that requires its own cookie, every file is requested with it', async ({
  page,
  context,
  site,
  stack,
}) => {
  const refused: string[] = []
  const proxy = await startFaultyServer(site.origin, (answer, { url, headers }) => {
    if (headers.get('cookie')?.includes('access=granted')) return
    refused.push(url)
    answer.status = 401
  })
  stack.control.addAppOrigin(proxy.origin)
  await context.addCookies([{ name: 'access', value: 'granted', url: proxy.origin }])
  await openAsKnown(page, stack, `${proxy.origin}/forecast?days=5`)
  await expect(forecastRows(page)).toHaveCount(5)
  // The browser requests the manifest when it offers to install the app.
  const { errors } = await (await context.newCDPSession(page)).send('Page.getAppManifest')
  expect(errors).toEqual([])
  expect(refused).toEqual([])
  await proxy.close()
})
