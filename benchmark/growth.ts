import { plainAccount } from '../e2e/support/person.ts'
import { sampleForecast } from '../e2e/support/sample-forecast.ts'
import type { Apps } from './apps.ts'
import type { Measurements } from './statistics.ts'
import { click, reload, settle } from './visit.ts'
import { openWatchedPage, type WatchedPage } from './watched-page.ts'

const sizes = [5, 1_000, 10_000, 100_000] as const

/**
 * How the time until the rows grows with the forecast, at this machine's own speed.
 * @param name the app
 */
export async function measureEntries(apps: Apps, name: string): Promise<Measurements> {
  const { control } = apps.stack
  const watched = await enter(apps, name)
  const results: Measurements = {}
  for (const size of sizes) {
    control.setForecast(sampleForecast(size))
    const before = await scriptTime(watched)
    const title = `${size} entries → rows`
    const times = await reload(watched, title)
    results[title] = times[title] ?? Number.NaN
    const after = await scriptTime(watched)
    // A reload may start a new process, which counts from zero.
    results[`${size} entries: ms of script`] = after < before ? after : after - before
    results[`${size} entries: longest task while scrolling`] = await scroll(watched)
  }
  await watched.context.close()
  return results
}

/** Signs in and waits for the rows. */
export async function enter({ stack, origins }: Apps, name: string): Promise<WatchedPage> {
  stack.control.setForecast(sampleForecast(5))
  const watched = await openWatchedPage(1)
  await stack.control.signInAs(watched.context, plainAccount)
  await watched.page.goto(`${origins[name]}/`)
  await watched.when('sign-in', 0)
  await settle(watched)
  await watched.when('rows', await click(watched, '#sign-in'))
  await settle(watched)
  await watched.browserSession.send('Performance.enable')
  return watched
}

/** Milliseconds that the page has spent in scripts. */
async function scriptTime({ browserSession }: WatchedPage): Promise<number> {
  const { metrics } = await browserSession.send('Performance.getMetrics')
  return 1000 * (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? Number.NaN)
}

/** Scrolls to the end and back in 120 frames. @returns the longest task in milliseconds; 0 if none took 50 */
async function scroll(watched: WatchedPage): Promise<number> {
  watched.forget()
  await watched.page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const step = Math.max(innerHeight, document.documentElement.scrollHeight / 60)
    for (const direction of [1, -1]) {
      for (let count = 0; count < 60; count += 1) {
        scrollBy({ top: direction * step, behavior: 'instant' })
        await frame()
      }
    }
  })
  return Math.max(0, ...watched.longTasks())
}
