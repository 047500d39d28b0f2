import { createInterface } from 'node:readline/promises'
import { configure } from './configure.ts'

const { stdin: input, stdout: output } = process
const hasPerson = input.isTTY && output.isTTY

process.exitCode = await configure(process.argv.slice(2), {
  say: (text) => console.info(text),
  complain: (text) => console.error(text),
  openTerminal: hasPerson ? () => createInterface({ input, output }) : undefined,
})
