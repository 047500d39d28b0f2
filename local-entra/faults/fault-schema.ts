import * as v from 'valibot'
import { AADSTS_CODES } from '../identity/errors/aadsts.ts'
import { ANSWER_FAULT_NAMES } from './answer-faults.ts'
import { AADSTS_FAULT_ENDPOINTS, ENDPOINTS, type Fault } from './faults.ts'

const times = v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1)))

const wireFault = v.pipe(
  v.strictObject({
    endpoint: v.picklist(ENDPOINTS),
    times,
    latency: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
    status: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599))),
    headers: v.exactOptional(v.record(v.string(), v.union([v.string(), v.array(v.string())]))),
    body: v.exactOptional(v.union([v.string(), v.looseObject({}), v.array(v.unknown())])),
    hang: v.exactOptional(v.boolean()),
    drop: v.exactOptional(v.boolean()),
  }),
  v.check(
    ({ latency, status, body, hang, drop }) =>
      [latency, status, body, hang, drop].some((part) => part !== undefined),
    'makes nothing go wrong: give it latency, status, body, hang or drop',
  ),
)

const aadstsFault = v.strictObject({
  endpoint: v.picklist(AADSTS_FAULT_ENDPOINTS),
  aadsts: v.picklist(AADSTS_CODES),
  claims: v.exactOptional(v.string()),
  times,
})

const answerFault = v.strictObject({ tamper: v.picklist(ANSWER_FAULT_NAMES), times })

/** A fault as it comes over HTTP: one member says of which kind it is. */
export const faultSchema: v.GenericSchema<unknown, Fault> = v.lazy(kindOf)

function kindOf(input: unknown): v.GenericSchema<unknown, Fault> {
  const members = typeof input === 'object' && input !== null ? input : {}
  if ('tamper' in members) return answerFault
  return 'aadsts' in members ? aadstsFault : wireFault
}
