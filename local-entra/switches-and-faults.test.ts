import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { expect, test } from 'vitest'
import { COMMANDS } from './control/commands.ts'
import { SWITCH_NAMES } from './identity/switches.ts'
import { ANSWER_FAULT_NAMES } from './faults/answer-faults.ts'
import {
  AADSTS_PROVED,
  CONTROL_PROVED,
  SWITCHES_PROVED,
  ANSWER_FAULTS_PROVED,
  WIRE_FAULTS_PROVED,
} from './testing/switches-and-faults.ts'
import { switchesAndFaultsPage } from './testing/switches-and-faults-page.ts'

test('every switch, fault and command is in the table', () => {
  expect(Object.keys(SWITCHES_PROVED)).toEqual(SWITCH_NAMES)
  expect(Object.keys(ANSWER_FAULTS_PROVED)).toEqual(ANSWER_FAULT_NAMES)
  const commands = Object.keys(CONTROL_PROVED).filter((name) => name !== 'signInAs')
  expect(commands).toEqual(Object.keys(COMMANDS))
})

const rows = [
  ...Object.entries(SWITCHES_PROVED),
  ...Object.entries(WIRE_FAULTS_PROVED),
  ...Object.entries(ANSWER_FAULTS_PROVED),
  ...Object.entries(CONTROL_PROVED),
  ...AADSTS_PROVED.map((provedBy) => ['aadsts', provedBy] as const),
]

test.each(rows)('%s is used by a test', (name, [file, title]) => {
  const source = readFileSync(new URL(file, import.meta.url), 'utf8')
  expect(source, `${file} has no test about "${title}"`).toContain(title)
  // A test of that title which does not name the thing would prove nothing.
  const words = new RegExp(`${name}|ANSWER_FAULTS|answerFaults`)
  expect(source, `${file} does not use ${name}`).toMatch(words)
})

test('the page that a reader sees says the same', async () => {
  const page = fileURLToPath(new URL('switches-and-faults.md', import.meta.url))
  const style = await resolveConfig(page)
  const text = await format(switchesAndFaultsPage(), { ...style, filepath: page })
  await expect(text).toMatchFileSnapshot(page)
})
