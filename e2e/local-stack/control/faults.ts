/** The endpoints of both servers, by the names that faults and the exchange log use. */
export type Endpoint =
  | 'authorize'
  | 'token'
  | 'logout'
  | 'discovery'
  | 'keys'
  | 'instance-discovery'
  | 'page'
  | 'weather'
  | 'other'

/** Something that goes wrong at an endpoint, on the wire. */
export interface WireFault {
  endpoint: Endpoint
  /** How many requests it hits; without it, every one until it is undone. */
  times?: number
  /** Milliseconds before anything else happens. */
  latency?: number
  /** Answers with this status instead of the real answer (200 when only a body is given). */
  status?: number
  headers?: Record<string, string>
  /** Body of the answer; an object is sent as JSON. */
  body?: string | object
  /** Never answers. */
  hang?: boolean
  /** Closes the connection without an answer. */
  drop?: boolean
}

export interface Faults {
  /** Adds a fault. The function that comes back takes it away again. */
  add(fault: WireFault): () => void
  /** The fault that hits the next request at an endpoint, counted as used. */
  take(endpoint: Endpoint): WireFault | undefined
  list(): WireFault[]
  clear(): void
}

export function createFaults(): Faults {
  let active: { fault: WireFault; left: number }[] = []
  return {
    add: (fault) => {
      const entry = { fault, left: fault.times ?? Infinity }
      active.push(entry)
      return () => {
        active = active.filter((other) => other !== entry)
      }
    },
    take: (endpoint) => {
      const entry = active.find(({ fault }) => fault.endpoint === endpoint)
      if (!entry) return undefined
      entry.left -= 1
      active = active.filter(({ left }) => left > 0)
      return entry.fault
    },
    list: () => active.map(({ fault, left }) => ({ ...fault, times: left })),
    clear: () => {
      active = []
    },
  }
}
