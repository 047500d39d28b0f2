import { readJsonFile } from '../../command-line/json-file.ts'
import { parseRegistrations } from './parse-registrations.ts'
import type { Registrations } from './registrations.ts'

/**
 * Reads registrations from a JSON file.
 * @throws {Error} with a message for a person: the file is not there, is not JSON, or has faults
 */
export async function readRegistrationsFile(path: string): Promise<Registrations> {
  return parseRegistrations(await readJsonFile(path))
}
