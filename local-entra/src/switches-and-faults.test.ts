import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { expect, test } from 'vitest'
import { COMMANDS } from './control/commands.ts'
import { SWITCH_NAMES } from './identity/switches.ts'
import { RESPONSE_FAULT_NAMES } from './faults/response-faults.ts'
import {
  AADSTS_TESTS,
  CONTROL_TESTS,
  SWITCHES_TESTS,
  RESPONSE_FAULTS_TESTS,
  switchesAndFaultsPage,
  WIRE_FAULTS_TESTS,
} from './testing/switches-and-faults.ts'

test('every switch, fault and command is in the table', () => {
  expect(Object.keys(SWITCHES_TESTS)).toEqual(SWITCH_NAMES)
  expect(Object.keys(RESPONSE_FAULTS_TESTS)).toEqual(RESPONSE_FAULT_NAMES)
  const commands = Object.keys(CONTROL_TESTS).filter((name) => name !== 'signInAs')
  expect(commands).toEqual(Object.keys(COMMANDS))
})

const rows = [
  ...Object.entries(SWITCHES_TESTS),
  ...Object.entries(WIRE_FAULTS_TESTS),
  ...Object.entries(RESPONSE_FAULTS_TESTS),
  ...Object.entries(CONTROL_TESTS),
  ...AADSTS_TESTS.map((reference) => ['aadsts', reference] as const),
]

test.each(rows)('%s is used by a test', (name, [file, title]) => {
  const source = readFileSync(new URL(file, import.meta.url), 'utf8')
  expect(source, `${file} has no test about "${title}"`).toContain(title)
  const use = new RegExp(`${name}|RESPONSE_FAULTS|responseFaults`)
  expect(source, `${file} does not use ${name}`).toMatch(use)
})

test('the documentation is current', async () => {
  const page = fileURLToPath(new URL('../switches-and-faults.md', import.meta.url))
  const style = await resolveConfig(page)
  const text = await format(switchesAndFaultsPage(), { ...style, filepath: page })
  await expect(text).toMatchFileSnapshot(page)
})
