import type { Browser } from 'playwright/test'
import { storageName } from '../../e2e/support/app-names.ts'
import { type Site, whereabouts } from '../../e2e/support/fixtures.ts'
import type { LocalEntra } from '#local-entra'
import { createRandom } from '../../command-line/testing/random.ts'
import { plainAccount } from '../../e2e/support/person.ts'
import { watchLeaks } from '../../e2e/support/leak-watch/leak-watch.ts'
import { watchPageFaults } from '../../e2e/support/watch-page-faults.ts'
import { storedNames } from '../../e2e/support/session-steps.ts'
import { actions, endings } from './actions.ts'
import { faults } from './faults.ts'
import { countRedirects } from './redirect-count.ts'
import { recover } from './recovery.ts'
import type { Step, World } from './world.ts'

/** The result of one cycle. */
export interface CycleResult {
  seed: number
  /** Faults and actions, in order. */
  story: string[]
  /** Why the user could not go on; undefined when they could. */
  deadEnd: string | undefined
  redirectsPerLoad: number
  redirectsInARow: number
  renewals: number
  /** Codes and tokens in places where they are not allowed. */
  leaks: string[]
  /** Uncaught errors and violations of the policy. */
  faults: readonly string[]
  signOutTimes: number[]
}

export interface Stage {
  browser: Browser
  site: Site
  stack: LocalEntra
}

/**
 * One session from sign-in to sign-out, in its own browser context: one to three faults with an action after each, then a
 * recovery.
 * @param seed decides everything
 */
export async function runCycle(stage: Stage, seed: number): Promise<CycleResult> {
  const { browser, site, stack } = stage
  const leaks = watchLeaks(browser)
  const pageFaults = watchPageFaults(browser)
  const context = await browser.newContext({ baseURL: site.origin })
  context.setDefaultTimeout(5_000)
  const page = await context.newPage()
  const redirects = countRedirects(page, site.origin)
  const random = createRandom(seed)
  const { origin } = site
  const world: World = {
    page,
    context,
    stack,
    origin,
    random,
    redirects,
    undos: [],
    signOutTimes: [],
  }
  const story: string[] = []
  const deadEnd = await live(world, story).catch(String)
  const where = await whereabouts(site, stack)
  // This fails while a page is being replaced.
  await leaks.look(context).catch(() => leaks.look(context))
  const found = await leaks.take(where)
  const left = deadEnd === undefined ? await storedNames(page) : []
  found.push(
    ...left.filter((name) => name !== storageName('signedOut')).map((name) => `left: ${name}`),
  )
  const result: CycleResult = {
    seed,
    story,
    deadEnd,
    redirectsPerLoad: redirects.mostPerLoad(),
    redirectsInARow: redirects.mostInARow(),
    renewals: stack.control.exchanges({ endpoint: 'token', method: 'POST' }).length,
    leaks: found,
    faults: pageFaults.list().filter((fault) => !isOfProvider(fault, stack)),
    signOutTimes: world.signOutTimes,
  }
  await context.close()
  leaks.stop()
  pageFaults.stop()
  await stack.control.reset()
  return result
}

// The policy of the identity provider, not of the app: its pages refuse to be framed, even by a hidden frame.
function isOfProvider(fault: string, { identity }: LocalEntra): boolean {
  return fault.startsWith(`Framing '${identity.origin}/' violates`)
}

/** @returns why it ended early; undefined when it did not */
async function live(world: World, story: string[]): Promise<string | undefined> {
  const { page, stack, random, context, redirects } = world
  const take = async ({ name, take: act }: Step) => {
    story.push(name)
    // The page may not offer it at the moment.
    await Promise.resolve(act(world)).catch(() => story.push('(not possible)'))
  }
  await page.clock.install()
  await stack.control.signInAs(context, plainAccount)
  await page.goto(random.of(['/', '/forecast', '/flow', '/forecast?days=5#friday']))
  if (!(await arrive(world, story))) return 'did not sign in'
  for (let turn = 0; turn <= random.below(3); turn++) {
    redirects.userActs()
    await take(random.of(faults))
    await take(random.of(actions))
  }
  for (const undo of world.undos.splice(0)) await undo()
  await context.setOffline(false)
  if (!(await arrive(world, story))) return 'found nothing that helps'
  const ending = random.of(endings)
  story.push(ending.name)
  await ending.take(world)
  return undefined
}

async function arrive(world: World, story: string[]): Promise<boolean> {
  const done = await recover(world)
  story.push(...done)
  return done.at(-1) === 'arrives'
}
