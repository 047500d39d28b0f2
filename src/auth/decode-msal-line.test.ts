import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { decodeMsalLine, type MsalWords } from './decode-msal-line.ts'

const head = '[Sun, 22 Nov 2026 10:00:00 GMT] : [c0ffee] : msal.js.browser@5.29.0 : Warning - '
const words = {
  '1abcde': { message: 'Something happened.' },
  '2abcde': { message: "Callback '${id}' failed: '${error}'" },
}

describe('decodeMsalLine', () => {
  it('puts the words in place of their code', () => {
    expect(decodeMsalLine(`${head}1abcde`, words)).toBe(`${head}Something happened.`)
  })

  it('puts the values into the sentence, the last one with all its spaces', () => {
    const line = decodeMsalLine(`${head}2abcde 7 no way out`, words)
    expect(line).toBe(`${head}Callback '7' failed: 'no way out'`)
  })

  it.each([`${head}9zzzzz`, `${head}A plain sentence.`, ''])('leaves %j as it is', (line) => {
    expect(decodeMsalLine(line, words)).toBe(line)
  })

  it('knows the codes of the MSAL that is installed', async () => {
    const files = [
      'node_modules/@azure/msal-browser/dist/log-strings-mapping.json',
      'node_modules/@azure/msal-common/dist-browser/log-strings-mapping.json',
    ]
    for (const file of files) {
      const { mappings } = JSON.parse(await readFile(file, 'utf8')) as { mappings: MsalWords }
      for (const [code, { message }] of Object.entries(mappings).slice(0, 20)) {
        expect(decodeMsalLine(head + code, mappings)).toContain(message.split('$')[0])
      }
    }
  })
})
