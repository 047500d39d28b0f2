import { expect, type Page } from 'playwright/test'
import type { LocalEntra } from '../local-entra.ts'
import { test } from '../testing/browser-fixtures.ts'
import { getTokens, MISTY, SUNNY } from '../testing/protocol-client.ts'

async function readAs(
  page: Page,
  stack: LocalEntra,
  account: string,
  cache: RequestCache = 'default',
) {
  const { tokens } = await getTokens(stack, account)
  return page.evaluate(
    async ([url, token, mode]) => {
      const headers = { authorization: `Bearer ${token}` }
      const response = await fetch(url, { headers, cache: mode })
      return (await response.json()) as unknown
    },
    [stack.weatherApi.url, String(tokens['access_token']), cache] as const,
  )
}

const statuses = (stack: LocalEntra) =>
  stack.control.exchanges({ endpoint: 'weather', method: 'GET' }).map(({ status }) => status)

const MODIFIED = new Date(Date.now() - 3_600_000).toUTCString()

for (const headers of [
  { 'Cache-Control': 'private, max-age=600' },
  { Expires: new Date(Date.now() + 600_000).toUTCString() },
  // Without an explicit lifetime, a browser uses a fraction of the age (RFC 9111 §4.2.2).
  { 'Last-Modified': new Date(Date.now() - 864_000_000).toUTCString() },
]) {
  test(`a browser shows one account the forecast of another when the API answers ${Object.keys(headers).join()}`, async ({
    page,
    app,
    stack,
  }) => {
    stack.control.setForecast(['Sunny'], SUNNY)
    stack.control.setForecast(['Misty'], MISTY)
    stack.control.setForecastHeaders(headers)
    await page.goto(app.origin)
    expect(await readAs(page, stack, SUNNY)).toEqual(['Sunny'])
    expect(await readAs(page, stack, MISTY)).toEqual(['Sunny'])
    expect(statuses(stack)).toEqual([200])
    expect(await readAs(page, stack, MISTY, 'no-store')).toEqual(['Misty'])
  })
}

for (const validator of [{ ETag: '"1"' }, { 'Last-Modified': MODIFIED }]) {
  test(`a browser revalidates its cached response with ${Object.keys(validator).join()}`, async ({
    page,
    app,
    stack,
  }) => {
    stack.control.setForecast(['Sunny'])
    stack.control.setForecastHeaders({ 'Cache-Control': 'no-cache', ...validator })
    await page.goto(app.origin)
    expect(await readAs(page, stack, SUNNY)).toEqual(['Sunny'])
    expect(await readAs(page, stack, SUNNY)).toEqual(['Sunny'])
    expect(statuses(stack)).toEqual([200, 304])
  })
}

for (const separately of [false, true]) {
  test(`a page reads one list of challenges, sent in ${separately ? 'several fields' : 'one field'}`, async ({
    page,
    app,
    stack,
  }) => {
    stack.control.addChallenges({ before: ['Negotiate'], after: ['DPoP algs="ES256"'], separately })
    await page.goto(app.origin)
    const challenges = await page.evaluate(
      async (url) => (await fetch(url)).headers.get('www-authenticate'),
      stack.weatherApi.url,
    )
    expect(challenges).toBe('Negotiate, Bearer, DPoP algs="ES256"')
  })
}
