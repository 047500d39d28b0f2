import { validateHeaderName, validateHeaderValue } from 'node:http'
import * as v from 'valibot'
import { strictObject } from '../describe-issue.ts'
import { AADSTS_CODES, type AadstsCode } from '../identity/errors/aadsts.ts'
import { RESPONSE_FAULT_NAMES, type ResponseFaultName } from './response-faults.ts'

/** The endpoints of the servers, by the names that faults and the exchange log use. */
export const ENDPOINTS = [
  'authorize',
  'token',
  'logout',
  'discovery',
  'keys',
  'instance-discovery',
  'page',
  'admin-consent',
  'device-code',
  'weather',
  'graph',
  'userinfo',
  'other',
] as const

export type Endpoint = (typeof ENDPOINTS)[number]

/** A fault of the connection or of the HTTP response, at any endpoint. */
export interface WireFault {
  /** Where: one of the endpoints below. */
  endpoint: Endpoint
  /** The number of requests that it affects. By default all of them, until it is undone. */
  times?: number
  /** Milliseconds to wait first. */
  latency?: number
  /** The status of a response in place of the real one. 200 by default, if there is a body. */
  status?: number
  /** Several values of a header are sent as several fields. */
  headers?: Record<string, string | string[]>
  /** The body of that response; an object is sent as JSON. By default none, and at Graph an error in its shape. */
  body?: string | object
  /** Never responds. */
  hang?: boolean
  /** Closes the connection without a response. */
  drop?: boolean
}

/** The endpoints that can return any AADSTS error. */
export const AADSTS_FAULT_ENDPOINTS = [
  'authorize',
  'admin-consent',
  'token',
  'device-code',
] as const
type AadstsFaultEndpoint = (typeof AADSTS_FAULT_ENDPOINTS)[number]

/** An AADSTS error, returned as Entra returns it at that endpoint. */
export interface AadstsFault {
  endpoint: AadstsFaultEndpoint
  aadsts: AadstsCode
  /** The claims challenge that a Conditional Access error carries. */
  claims?: string
  times?: number
}

/** Something wrong in a successful response. */
export interface ResponseFault {
  tamper: ResponseFaultName
  times?: number
}

export type Fault = WireFault | AadstsFault | ResponseFault

/** The active faults. What is taken counts as used. */
export interface Faults {
  /**
   * @returns a function that removes the fault
   * @throws {ValiError} when it has no effect, or an HTTP status that does not exist
   * @throws {TypeError} for a header that HTTP does not allow
   */
  add(fault: Fault): () => void
  takeWire(endpoint: Endpoint): WireFault | undefined
  takeAadsts(endpoint: AadstsFaultEndpoint): AadstsFault | undefined
  /** @returns whether the next response has this fault */
  takeResponseFault(tamper: ResponseFaultName): boolean
  /** @returns the active faults; `times` is how often each is still to happen */
  list(): Fault[]
  clear(): void
}

export function createFaults(): Faults {
  let active: { fault: Fault; left: number }[] = []
  function take<T extends Fault>(matches: (fault: Fault) => fault is T): T | undefined {
    for (const entry of active) {
      const { fault } = entry
      if (!matches(fault)) continue
      entry.left -= 1
      active = active.filter(({ left }) => left > 0)
      return fault
    }
    return undefined
  }
  return {
    add: (fault) => {
      v.parse(faultSchema, fault)
      if ('headers' in fault) validateHeaders(fault.headers ?? {})
      const entry = { fault, left: fault.times ?? Infinity }
      active.push(entry)
      return () => {
        active = active.filter((other) => other !== entry)
      }
    },
    takeWire: (endpoint) =>
      take(
        (fault): fault is WireFault =>
          'endpoint' in fault && !('aadsts' in fault) && fault.endpoint === endpoint,
      ),
    takeAadsts: (endpoint) =>
      take((fault): fault is AadstsFault => 'aadsts' in fault && fault.endpoint === endpoint),
    takeResponseFault: (tamper) =>
      take((fault): fault is ResponseFault => 'tamper' in fault && fault.tamper === tamper) !==
      undefined,
    list: () =>
      active.map(({ fault, left }) => (left === Infinity ? fault : { ...fault, times: left })),
    clear: () => {
      active = []
    },
  }
}

function validateHeaders(headers: Record<string, string | string[]>): void {
  for (const [name, values] of Object.entries(headers)) {
    validateHeaderName(name)
    for (const value of [values].flat()) validateHeaderValue(name, value)
  }
}

const times = v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1)))

const wireFault = v.pipe(
  strictObject({
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
    'has no effect: add latency, status, body, hang or drop',
  ),
)

const aadstsFault = strictObject({
  endpoint: v.picklist(AADSTS_FAULT_ENDPOINTS),
  aadsts: v.picklist(AADSTS_CODES),
  claims: v.exactOptional(v.string()),
  times,
})

const responseFault = strictObject({ tamper: v.picklist(RESPONSE_FAULT_NAMES), times })

/** A fault as the control receives it. `tamper` or `aadsts` tell the kind. */
export const faultSchema: v.GenericSchema<unknown, Fault> = v.lazy(schemaFor)

function schemaFor(input: unknown): v.GenericSchema<unknown, Fault> {
  const members = typeof input === 'object' && input !== null ? input : {}
  if ('tamper' in members) return responseFault
  return 'aadsts' in members ? aadstsFault : wireFault
}
