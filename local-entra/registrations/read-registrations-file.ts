import { readFile } from 'node:fs/promises'
import { parseRegistrations } from './parse-registrations.ts'
import type { Registrations } from './registrations.ts'

/** Reads registrations from a JSON file. Throws an Error with words for a person. */
export async function readRegistrationsFile(path: string): Promise<Registrations> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Error(`The registrations file ${path} cannot be read.`)
  })
  return parseRegistrations(parseJson(path, text))
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`The registrations file ${path} is no JSON: ${reason}`, { cause: error })
  }
}
