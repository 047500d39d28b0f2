import { examine, type Finding } from './finding.ts'
import { isAnswer, probe } from './probe.ts'
import { endpoints, forecastUrl, type Subject } from './subject.ts'

/** An API that differs by more takes good tokens for expired or not yet valid; ASP.NET's tolerance. */
const toleranceInSeconds = 300

/** Do the identity provider and the API agree on the time (RFC 9110 §6.6.1, Date)? */
export async function checkClocks(subject: Subject): Promise<Finding[]> {
  const exam = examine('clock', 'Clocks of the identity provider and the API')
  const [issuing, checking] = await Promise.all([
    readClock(endpoints(subject).token),
    readClock(forecastUrl(subject)),
  ])
  if (issuing === undefined || checking === undefined) {
    return [exam.skipped('one of them did not say what time it is.')]
  }
  const seconds = Math.round((checking - issuing) / 1000)
  if (Math.abs(seconds) <= toleranceInSeconds) return [exam.good()]
  const problem = `the API’s clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'fast' : 'slow'}, so it refuses good tokens.`
  return [exam.bad(problem, 'Let the API’s machine set its clock by NTP.')]
}

async function readClock(url: string): Promise<number | undefined> {
  const answer = await probe(url)
  const date = isAnswer(answer) ? Date.parse(answer.headers.get('date') ?? '') : NaN
  return Number.isNaN(date) ? undefined : date
}
