import type { AadstsCode } from '../identity/errors/aadsts.ts'
import type { AnswerFaultName } from './answer-faults.ts'

/** The endpoints of both servers, by the names that faults and the exchange log use. */
export const ENDPOINTS = [
  'authorize',
  'token',
  'logout',
  'discovery',
  'keys',
  'instance-discovery',
  'userinfo',
  'page',
  'admin-consent',
  'weather',
  'other',
] as const

export type Endpoint = (typeof ENDPOINTS)[number]

/** Something that goes wrong on the wire, at any endpoint. */
export interface WireFault {
  endpoint: Endpoint
  /** How many requests it hits; without it, every one until it is undone. */
  times?: number
  /** Milliseconds before anything else happens. */
  latency?: number
  /** Answers with this status instead of the real answer (200 when only a body is given). */
  status?: number
  /** A list of values is sent as several fields of that name. */
  headers?: Record<string, string | string[]>
  /** Body of the answer; an object is sent as JSON. */
  body?: string | object
  /** Never answers. */
  hang?: boolean
  /** Closes the connection without an answer. */
  drop?: boolean
}

/** Endpoints that answer numbered errors on demand. */
export const AADSTS_FAULT_ENDPOINTS = ['authorize', 'admin-consent', 'token'] as const
type AadstsFaultEndpoint = (typeof AADSTS_FAULT_ENDPOINTS)[number]

/** A numbered error of Entra, answered as Entra would at that endpoint. */
export interface AadstsFault {
  endpoint: AadstsFaultEndpoint
  aadsts: AadstsCode
  /** What the API's policy asks for, sent along with Conditional Access errors. */
  claims?: string
  times?: number
}

/** Something wrong with what a successful answer holds. */
export interface AnswerFault {
  tamper: AnswerFaultName
  times?: number
}

export type Fault = WireFault | AadstsFault | AnswerFault

export interface Faults {
  /** Adds a fault. The function that comes back takes it away again. */
  add(fault: Fault): () => void
  /** The fault that hits the next request on the wire, counted as used. */
  takeWire(endpoint: Endpoint): WireFault | undefined
  takeAadsts(endpoint: AadstsFaultEndpoint): AadstsFault | undefined
  takeAnswerFault(tamper: AnswerFaultName): boolean
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
    takeAnswerFault: (tamper) =>
      take((fault): fault is AnswerFault => 'tamper' in fault && fault.tamper === tamper) !==
      undefined,
    list: () =>
      active.map(({ fault, left }) => (left === Infinity ? fault : { ...fault, times: left })),
    clear: () => {
      active = []
    },
  }
}
