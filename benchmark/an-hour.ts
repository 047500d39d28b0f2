import type { OpenProfile } from './profiles.ts'
import type { Contest } from './contestants.ts'
import { enter } from './growth.ts'
import type { Measurements } from './measurements.ts'
import { settle } from './trial.ts'
import type { WatchedPage } from './watched-page.ts'

const minutes = 60

/**
 * An hour with the page open, in which the forecast is refreshed each minute and the access token renewed every few: what
 * it holds on to would show. The clocks of the page and the servers are moved.
 */
export async function measureAnHour(
  openProfile: OpenProfile,
  contest: Contest,
): Promise<Measurements> {
  const { control } = contest.stack
  const undo = control.setAccessTokenLifetime(600)
  const watched = await enter(openProfile, contest, 'app')
  await watched.page.clock.install()
  control.clearExchanges()
  const heap: number[] = []
  for (let minute = 0; minute < minutes; minute += 1) {
    control.moveClock(60)
    await watched.page.clock.fastForward(60_000)
    await watched.page.getByRole('button', { name: 'Refresh' }).click()
    await settle(watched)
    // At the beginning, a quarter of an hour later, and so on.
    if (minute % 15 === 14) heap.push(await usedMegabytes(watched))
  }
  const renewals = control.exchanges({ endpoint: 'token', method: 'POST' }).length
  await watched.context.close()
  control.moveClock(-60 * minutes)
  undo()
  const [first = Number.NaN, last = first] = [heap[0], heap.at(-1)]
  return {
    'an hour: renewals': renewals,
    'an hour: MB after a quarter': first,
    'an hour: MB at its end': last,
    'an hour: growth of memory': last / first,
  }
}

async function usedMegabytes({ browserSession }: WatchedPage): Promise<number> {
  await browserSession.send('HeapProfiler.collectGarbage')
  const { usedSize } = await browserSession.send('Runtime.getHeapUsage')
  return usedSize / 1_000_000
}
