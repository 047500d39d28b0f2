import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assert, json as anyJson, nat, property, string } from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseJson, readJsonFile } from './json-file.ts'

let folder = ''
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'größe & maß '))))
afterAll(() => rm(folder, { recursive: true }))

async function read(content: string | Uint8Array): Promise<unknown> {
  const file = join(folder, 'config.json')
  await writeFile(file, content)
  return readJsonFile(file)
}

function failureOf(text: string): string {
  try {
    return `read ${JSON.stringify(parseJson(text, 'config.json'))}`
  } catch (error) {
    return (error as Error).message
  }
}

function utf16(text: string, isBigEndian = false): Buffer {
  const bytes = Buffer.from(text, 'utf16le')
  return isBigEndian ? bytes.swap16() : bytes
}

describe('a JSON file', () => {
  it.each([
    ['in UTF-8', '{"a":"ü"}'],
    ['with a byte order mark', '\uFEFF{"a":"ü"}'],
    ['with CRLF line ends', '{\r\n"a":"ü"\r\n}\r\n'],
    ['with CR line ends', '{\r"a":"ü"\r}'],
  ])('is read %s', async (_, text) => {
    expect(await read(text)).toEqual({ a: 'ü' })
  })

  it.each([
    ['the UTF-16 of Windows PowerShell', utf16('\uFEFF{"a":1}'), /saved in UTF-16,/],
    ['UTF-16, big endian', utf16('\uFEFF{"a":1}', true), /saved in UTF-16,/],
    ['UTF-16 without a mark', utf16('{"a":1}'), /saved in UTF-16 or UTF-32,/],
    ['Latin-1', Buffer.from('{"a":"ü"}', 'latin1'), /in another encoding, .*\n.*Save it as UTF-8/],
  ])('in %s is refused, and the encoding is named', async (_, bytes, words) => {
    await expect(read(bytes)).rejects.toThrow(words)
  })

  it.each(['[]', '7', 'null', '"x"'])('with %s in place of an object is refused', async (text) => {
    await expect(read(text)).rejects.toThrow(/config\.json contains .+\.\n {2}Write a JSON object/)
  })

  it('that does not exist, or is a folder, is named', async () => {
    await expect(readJsonFile(join(folder, 'none.json'))).rejects.toThrow(
      /none\.json does not exist/,
    )
    await expect(readJsonFile(folder)).rejects.toThrow(/is a folder/)
  })

  it.each([
    ['{\n  "a": 1,\n  "b": 2,\n}', 'is not JSON: an extra comma at line 3, column 9.'],
    ['{"a": [1, 2, ]}', 'is not JSON: an extra comma at line 1, column 12.'],
    ['{"a": 1\r\n "b": 2}', 'is not JSON: a missing comma at line 2, column 2.'],
    ['{"a" 1}', 'is not JSON: a missing colon at line 1, column 6.'],
    ['{"a":}', 'is not JSON: a missing value at line 1, column 6.'],
    ['{"a": "b', 'is not JSON: a string without its closing quote at line 1, column 7.'],
    ['{"a": 1', 'is not JSON: an unexpected end at line 1, column 8.'],
    ['{"a": 1}}', 'is not JSON: extra content after the end at line 1, column 9.'],
    ['{a: 1}', 'is not JSON: an unknown word at line 1, column 2.'],
    ["{'a': 1}", 'is not JSON: a wrong quotation mark at line 1, column 2.'],
    ['{“a”: 1}', 'is not JSON: a wrong quotation mark at line 1, column 2.'],
    ['{"a": 1};', 'is not JSON: extra content after the end at line 1, column 9.'],
    ['{\u00a0"a": 1}', 'is not JSON: an invisible character (U+00A0) at line 1, column 2.'],
    ['{"a":\n\u200b1}', 'is not JSON: an invisible character (U+200B) at line 2, column 1.'],
    ['{"a": 1}\ufeff', 'is not JSON: an invisible character (U+FEFF) at line 1, column 9.'],
    ['// mine\n{"a": 1}', 'is not JSON: a comment at line 1, column 1.'],
    ['{"a": "C:\\Users"}', 'is not JSON: a single backslash at line 1, column 7.'],
    ['', 'is empty.'],
    ['<!doctype html>', 'is HTML, not JSON.'],
    ['\u0000{', 'is saved in UTF-16'],
  ])('%j is refused with its line and column', (text, words) => {
    expect(failureOf(text)).toContain(`✘ config.json ${words}`)
  })

  it('is read as JSON.parse reads it, and every failure is a fault', () => {
    assert(
      property(anyJson(), nat(), string({ maxLength: 2 }), (json, at, noise) => {
        expect(parseJson(json, '')).toEqual(JSON.parse(json))
        const place = at % (json.length + 1)
        const broken = json.slice(0, place) + noise + json.slice(place)
        expect(failureOf(broken)).toMatch(/^(?:read|✘ config\.json)/)
      }),
    )
  })
})
