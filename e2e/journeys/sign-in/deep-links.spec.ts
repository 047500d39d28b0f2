import type { Page } from 'playwright/test'
import { alertOn, openAsKnown } from '../../support/failure.ts'
import { expect, test } from '../../support/fixtures.ts'
import { plainAccount, signInAs } from '../../support/person.ts'
import { forgetTab } from '../../support/session-steps.ts'

const links = {
  'backslashes in the query': '/flow?path=C:\\temp\\new',
  'backslashes in the fragment': '/flow#\\\\server\\share',
  'a filter of 3 000 characters': `/flow?filter=${'a'.repeat(3_000)}`,
  'percent-encodings that decode to no text': '/flow?a=%zz&b=%&c=%E0%A4%A&d=%00#%zz%00',
  'letters outside ASCII, and emoji': '/flow?stadt=Zürich&mood=🌦#größe',
  'spaces, quotes and brackets': `/flow?a=b c&d="e"&f='g'&h=<i>&j={k}&l=[m]&n=\`o\`#p "q" <r>`,
  'pipes, semicolons and signs': '/flow?a=b|c^d;e@f:g,h!i$j*k(l)~m+n#a|b^c;d@e',
  'an address in the query': '/flow?next=https://evil.example//x/../y#//evil.example/',
  'a question mark in the query, a hash in the fragment': '/flow?a?b=/c//d#e#f?g',
  'dot segments, and a slash at the end': '/a/../flow/./?a=../b',
  'half of a character': '/flow?a=\ud800',
  'tabs and line feeds': '/fl\now?a=b\tc\r\nd',
  // Servers reject a query of this length. A fragment is not sent to the server.
  'a fragment of 400 000 characters': `/flow#${'a'.repeat(400_000)}`,
}

async function expectFlowPage(page: Page, address: string, what: string): Promise<void> {
  await expect(page.getByRole('heading', { name: 'How you signed in' }), what).toBeVisible()
  // `toHaveURL` would print millions of characters.
  expect(page.url() === address, `${what}: ${page.url().slice(0, 200)}`).toBe(true)
}

test('a sign-in returns to exactly the address that was opened', async ({ page, site, stack }) => {
  test.slow()
  await stack.control.signInAs(page.context(), plainAccount)
  for (const [what, link] of Object.entries(links)) {
    await page.goto(site.origin + link)
    await expectFlowPage(page, new URL(link, site.origin).href, what)
    await forgetTab(page)
  }
})

test('a sign-in after Cancel returns to exactly the address that was opened', async ({
  page,
  site,
}) => {
  const link = `/flow?path=C:\\temp&filter=${'a'.repeat(3_000)}#\\b`
  await page.goto(site.origin + link)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(alertOn(page)).toContainText('You did not sign in')
  await alertOn(page).getByRole('button', { name: 'Sign in' }).click()
  await signInAs(page, plainAccount)
  await expectFlowPage(page, new URL(link, site.origin).href, 'after Cancel')
})

test('an address that does not fit into storage stays, with a message, until there is room', async ({
  page,
  site,
  stack,
}) => {
  const address = `${site.origin}/flow#${'a'.repeat(100_000)}`
  await page.goto('/')
  await page.evaluate(() => {
    const quota = 5 * 1024 * 1024
    const used = Object.entries(sessionStorage).join('').length
    sessionStorage['filler'] = 'x'.repeat(quota - used - 50_000)
  })
  await openAsKnown(page, stack, address)
  await expect(alertOn(page)).toContainText('Your browser does not let the app store data')
  expect(page.url() === address).toBe(true)
  await page.evaluate(() => sessionStorage.removeItem('filler'))
  await alertOn(page).getByRole('button', { name: 'Try again' }).click()
  await expectFlowPage(page, address, 'with room')
})
