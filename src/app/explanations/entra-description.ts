/** What Entra adds to an error for people who look for it in a log. */
export interface EntraDescription {
  /** The number after `AADSTS`, or an empty text. For choosing words, never for deciding what to do. */
  number: string
  traceId: string
  correlationId: string
  /** As Entra writes it, in UTC. */
  timestamp: string
}

const guid = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}'

/**
 * Reads the `error_description` of Entra. Only numbers, ids and times come out of it: the sentence itself may name the person.
 * @param text the description, or whatever somebody has copied from an error page
 */
export function readEntraDescription(text: string): EntraDescription {
  return {
    number: /\bAADSTS(\d{4,8})\b/i.exec(text)?.[1] ?? '',
    traceId: new RegExp(`Trace ID:\\s*(${guid})`, 'i').exec(text)?.[1] ?? '',
    correlationId: new RegExp(`Correlation ID:\\s*(${guid})`, 'i').exec(text)?.[1] ?? '',
    timestamp: /Timestamp:\s*(\d{4}-\d\d-\d\d[ T][\d:]+Z)/i.exec(text)?.[1] ?? '',
  }
}
