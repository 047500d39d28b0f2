import { decodeMsalLine } from './decode-msal-line.ts'

/** MSAL ships the words of its log in files beside its scripts, which no export names. For development alone. */
const words = Promise.all([
  import('../../node_modules/@azure/msal-browser/dist/log-strings-mapping.json'),
  import('../../node_modules/@azure/msal-common/dist-browser/log-strings-mapping.json'),
]).then(([browser, common]) => ({ ...browser.default.mappings, ...common.default.mappings }))

/** @returns a line of MSAL's log with its words in place of their codes */
export async function readMsalLine(line: string): Promise<string> {
  return decodeMsalLine(line, await words)
}
