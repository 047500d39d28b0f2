import { startLocalStack } from '../local-stack.ts'
import { APP_ORIGIN, getTokens, MISTY, readWeather, SUNNY } from './protocol-client.ts'

// How long a start takes, the first one and the others of a process, and how long 50 sign-ins at once.
const starts = 20
const people = 50

const now = () => performance.now()
const round = (milliseconds: number) => `${Math.round(milliseconds)} ms`

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begin = now()
  await work()
  return now() - begin
}

async function startAndClose(): Promise<number> {
  const begin = now()
  const stack = await startLocalStack({ appOrigins: [APP_ORIGIN] })
  const time = now() - begin
  await stack.close()
  return time
}

async function signInAll(): Promise<void> {
  const stack = await startLocalStack({ appOrigins: [APP_ORIGIN] })
  const time = await timeOf(() =>
    Promise.all(
      Array.from({ length: people }, async (_, index) => {
        const { tokens } = await getTokens(stack, index % 2 === 0 ? SUNNY : MISTY)
        const { status } = await readWeather(stack, tokens['access_token'])
        if (status !== 200) throw new Error(`the API answered ${status}`)
      }),
    ),
  )
  await stack.close()
  console.info(`${people} sign-ins at once, each with a forecast: ${round(time)}, no error`)
}

const first = await startAndClose()
const others: number[] = []
while (others.length < starts) others.push(await startAndClose())
others.sort((one, other) => one - other)
console.info(`first start of a process, with its code loaded: ${round(first)}`)
console.info(
  `${starts} more: median ${round(others[starts / 2] ?? 0)}, slowest ${round(others.at(-1) ?? 0)}`,
)
await signInAll()
