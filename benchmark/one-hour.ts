import type { Apps } from './apps.ts'
import { enter } from './growth.ts'
import type { Measurements } from './statistics.ts'
import { settle } from './visit.ts'
import type { WatchedPage } from './watched-page.ts'

const minutes = 60

/**
 * An open page for one hour: a refresh every minute, a new access token every few. A leak would show. The clocks of the page
 * and the servers are moved.
 */
export async function measureOneHour(apps: Apps): Promise<Measurements> {
  const { control } = apps.stack
  const undo = control.setAccessTokenLifetime(600)
  const watched = await enter(apps, 'app')
  await watched.page.clock.install()
  control.clearExchanges()
  const heap: number[] = []
  for (let minute = 1; minute <= minutes; minute += 1) {
    control.moveClock(60)
    await watched.page.clock.fastForward(60_000)
    await watched.page.getByRole('button', { name: 'Refresh' }).click()
    await settle(watched)
    if (minute % 15 === 0) heap.push(await usedMegabytes(watched))
  }
  const renewals = control.exchanges({ endpoint: 'token', method: 'POST' }).length
  await watched.context.close()
  control.moveClock(-60 * minutes)
  undo()
  const [first = Number.NaN, last = first] = [heap[0], heap.at(-1)]
  return {
    'one hour: renewals': renewals,
    'one hour: MB after 15 minutes': first,
    'one hour: MB at the end': last,
    'one hour: growth of memory': last / first,
  }
}

async function usedMegabytes({ browserSession }: WatchedPage): Promise<number> {
  await browserSession.send('HeapProfiler.collectGarbage')
  const { usedSize } = await browserSession.send('Runtime.getHeapUsage')
  return usedSize / 1_000_000
}
