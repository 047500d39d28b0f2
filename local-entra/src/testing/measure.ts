import { startLocalEntra } from '../local-entra.ts'
import { APP_ORIGIN, getTokens, MISTY, readWeather, SUNNY } from './protocol-client.ts'

// Measures the first start in a process, further starts, and 50 sign-ins at once.
const starts = 20
const people = 50

/** Milliseconds of elapsed time and of processor time, which depends less on other work of the machine. */
interface Cost {
  time: number
  processor: number
}

async function costOf<T>(work: () => Promise<T>): Promise<{ result: T; cost: Cost }> {
  const begin = performance.now()
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return { result, cost: { time: performance.now() - begin, processor: (user + system) / 1000 } }
}

const say = ({ time, processor }: Cost) =>
  `${Math.round(time)} ms (${Math.round(processor)} ms of processor time)`

async function startAndClose(): Promise<Cost> {
  const { result, cost } = await costOf(() => startLocalEntra({ appOrigins: [APP_ORIGIN] }))
  await result.close()
  return cost
}

async function signInAll(): Promise<void> {
  const stack = await startLocalEntra({ appOrigins: [APP_ORIGIN] })
  const { cost } = await costOf(() =>
    Promise.all(
      Array.from({ length: people }, async (_, index) => {
        const { tokens } = await getTokens(stack, index % 2 === 0 ? SUNNY : MISTY)
        const { status } = await readWeather(stack, tokens['access_token'])
        if (status !== 200) throw new Error(`the API answered ${status}`)
      }),
    ),
  )
  await stack.close()
  console.info(`${people} sign-ins at once, each with a forecast: ${say(cost)}, no error`)
}

const first = await startAndClose()
const others: Cost[] = []
while (others.length < starts) others.push(await startAndClose())
others.sort((one, other) => one.time - other.time)
const [median, slowest] = [others[starts / 2], others.at(-1)]
if (!median || !slowest) throw new Error('nothing was measured')
console.info(`first start of a process, its code loaded: ${say(first)}`)
console.info(`${starts} more: median ${say(median)}, slowest ${say(slowest)}`)
await signInAll()
