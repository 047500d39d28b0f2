import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { audience, type AuthorityDouble, startAuthorityDouble } from './authority-double.ts'
import { type StandaloneProcess, startStandalone } from './start-standalone.ts'

// How many forecasts one core gives, against how many tokens the bare library checks on it. CPU time is counted and
// not the time that passes, so that what else runs on the machine matters little. Bounded in count and in time, and
// it asks this machine alone.
const requests = 20_000
const warmUp = 4_000
const connections = 32
const limitInMilliseconds = 120_000
// Linux counts CPU time in ticks of a hundredth of a second (proc(5), times(2)).
const ticksPerSecond = 100

interface Figure {
  what: string
  perCpuSecond: number
  medianMilliseconds?: number
  slowestMilliseconds?: number
}

async function measure(): Promise<void> {
  const authority = await startAuthorityDouble()
  const token = await authority.sign()
  const api = await startStandalone({
    WEATHER_API_AUTHORITY: authority.authority,
    WEATHER_API_AUDIENCE: audience,
  })
  const timer = setTimeout(() => api.process.kill('SIGKILL'), limitInMilliseconds)
  try {
    await api.logged('ready')
    const forecast = await load('forecast', api, '/WeatherForecast', token)
    const health = await load('bare HTTP answer (/health)', api, '/health', token)
    const library = await verifyOnly(authority, token)
    print([forecast, health, library])
    const ratio = library.perCpuSecond / forecast.perCpuSecond
    console.info(`one forecast costs the CPU time of ${ratio.toFixed(1)} bare verifications`)
  } finally {
    clearTimeout(timer)
    await api.stop()
    authority.close()
  }
}

async function load(
  what: string,
  { origin, process: api }: StandaloneProcess,
  path: string,
  token: string,
): Promise<Figure> {
  const url = origin + path
  await ask(url, token, warmUp)
  const began = cpuSecondsOf(api)
  const times = (await ask(url, token, requests)).toSorted((a, b) => a - b)
  const spent = cpuSecondsOf(api) - began
  return {
    what,
    perCpuSecond: requests / spent,
    medianMilliseconds: times[Math.floor(times.length / 2)] ?? 0,
    slowestMilliseconds: times[Math.floor(times.length * 0.99)] ?? 0,
  }
}

async function ask(url: string, token: string, count: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const times: number[] = []
  let left = count
  const client = async () => {
    while (left-- > 0) times.push(await askOnce(url, token, agent))
  }
  await Promise.all(Array.from({ length: connections }, client))
  agent.destroy()
  return times
}

function askOnce(url: string, token: string, agent: Agent): Promise<number> {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { Authorization: `Bearer ${token}` } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`answered ${response.statusCode}`))
      response.resume().once('end', () => resolve(performance.now() - began))
    }).once('error', reject)
  })
}

async function verifyOnly({ authority, issuer }: AuthorityDouble, token: string): Promise<Figure> {
  const answer = await fetch(`${authority}/keys`)
  const keys = createLocalJWKSet((await answer.json()) as JSONWebKeySet)
  const verify = async (count: number) => {
    for (let done = 0; done < count; done++) {
      await jwtVerify(token, keys, { algorithms: ['RS256'], issuer, audience })
    }
  }
  await verify(warmUp)
  const began = process.cpuUsage()
  await verify(requests)
  const { user, system } = process.cpuUsage(began)
  const perCpuSecond = requests / ((user + system) / 1e6)
  return { what: 'bare verification (jose)', perCpuSecond }
}

/** User and system time of a process and of the threads in it. */
function cpuSecondsOf({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

function print(figures: readonly Figure[]): void {
  for (const { what, perCpuSecond, medianMilliseconds, slowestMilliseconds } of figures) {
    const times =
      medianMilliseconds === undefined
        ? ''
        : `, ${medianMilliseconds.toFixed(1)} ms median, ${slowestMilliseconds?.toFixed(1)} ms p99 with ${connections} connections`
    console.info(`${what}: ${Math.round(perCpuSecond)} per second of one core${times}`)
  }
}

await measure()
