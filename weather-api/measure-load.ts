import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { audience, type AuthorityDouble, startAuthorityDouble } from './testing/authority-double.ts'
import { type StandaloneProcess, startStandalone } from './testing/start-standalone.ts'

// Compares the forecasts per second of one core with the tokens that jose alone verifies on it. It counts CPU time, not
// elapsed time, and alternates both, to be less sensitive to other load. It sends requests to this machine only.
const rounds = 7
const requestsPerRound = 4_000
const connections = 32
const limitInMilliseconds = 180_000
// /proc reports CPU time in ticks of 1/100 s (proc(5), times(2)).
const ticksPerSecond = 100

/** One round: results per CPU second, and the response times of the forecasts in milliseconds. */
interface Round {
  forecasts: number
  healthResponses: number
  verifications: number
  times: number[]
}

async function measure(): Promise<void> {
  if (process.platform !== 'linux')
    throw new Error('The measurement needs Linux: it reads CPU times from /proc.')
  const authority = await startAuthorityDouble()
  const api = await startStandalone({
    WEATHER_API_AUTHORITY: authority.authority,
    WEATHER_API_AUDIENCE: audience,
  })
  const timer = setTimeout(() => api.process.kill('SIGKILL'), limitInMilliseconds)
  try {
    await api.logged('ready')
    const token = await authority.sign()
    await measureRound(api, authority, token)
    const measured: Round[] = []
    while (measured.length < rounds) measured.push(await measureRound(api, authority, token))
    print(measured)
  } finally {
    clearTimeout(timer)
    await api.stop()
    authority.close()
  }
}

async function measureRound(
  api: StandaloneProcess,
  authority: AuthorityDouble,
  token: string,
): Promise<Round> {
  const verifications = await verifyOnly(authority, token)
  const forecast = await load(api, '/WeatherForecast', token)
  const health = await load(api, '/health', token)
  return {
    forecasts: forecast.perCpuSecond,
    healthResponses: health.perCpuSecond,
    verifications,
    times: forecast.times,
  }
}

async function load({ origin, process: api }: StandaloneProcess, path: string, token: string) {
  const began = cpuSecondsOf(api)
  const times = await ask(origin + path, token, requestsPerRound)
  return { perCpuSecond: requestsPerRound / (cpuSecondsOf(api) - began), times }
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
      if (response.statusCode !== 200) reject(new Error(`The API returned ${response.statusCode}.`))
      response.resume().once('end', () => resolve(performance.now() - began))
    }).once('error', reject)
  })
}

async function verifyOnly({ authority, issuer }: AuthorityDouble, token: string): Promise<number> {
  const answer = await fetch(`${authority}/keys`)
  const keys = createLocalJWKSet((await answer.json()) as JSONWebKeySet)
  const began = process.cpuUsage()
  for (let done = 0; done < requestsPerRound; done++) {
    await jwtVerify(token, keys, { algorithms: ['RS256'], issuer, audience })
  }
  const { user, system } = process.cpuUsage(began)
  return requestsPerRound / ((user + system) / 1e6)
}

/** User and system time of a process with its threads. */
function cpuSecondsOf({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

function print(measured: readonly Round[]): void {
  const median = (figure: (round: Round) => number) => middle(measured.map(figure))
  const times = measured.flatMap((round) => round.times).toSorted((a, b) => a - b)
  const ratio = median(({ forecasts, verifications }) => verifications / forecasts)
  console.info(`Medians of ${rounds} rounds, per second of one core:`)
  console.info(`  ${Math.round(median(({ forecasts }) => forecasts))} forecasts`)
  console.info(
    `  ${Math.round(median(({ healthResponses }) => healthResponses))} responses of /health`,
  )
  console.info(`  ${Math.round(median(({ verifications }) => verifications))} bare verifications`)
  console.info(`One forecast costs the CPU time of ${ratio.toFixed(1)} bare verifications.`)
  const slow = times[Math.floor(times.length * 0.99)] ?? 0
  console.info(
    `With ${connections} connections: ${middle(times).toFixed(1)} ms median, ${slow.toFixed(1)} ms p99.`,
  )
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

await measure()
