import { SWITCHES } from '../identity/switches.ts'
import { AADSTS, AADSTS_CODES } from '../identity/errors/aadsts.ts'
import { ANSWER_FAULTS, type AnswerFaultName } from '../faults/answer-faults.ts'
import {
  AADSTS_PROVED,
  CONTROL_PROVED,
  type ProvedBy,
  SWITCHES_PROVED,
  ANSWER_FAULTS_PROVED,
  WIRE_FAULTS_PROVED,
} from './switches-and-faults.ts'

/** The tables as a page in Markdown, for who wants to see what there is and what proves it. */
export function switchesAndFaultsPage(): string {
  return [
    '# Every switch and fault, and the test that uses it',
    'Written by a test from [`testing/switches-and-faults.ts`](testing/switches-and-faults.ts), and compared with it in every run: `npx vitest run local-entra/switches-and-faults.test.ts -u` writes it anew. `%s` and `%i` in a title stand for each row of a table.',
    '## Switches',
    table(
      ['switch', 'default', 'test'],
      Object.entries(SWITCHES_PROVED).map(([name, test]) => [
        code(name),
        SWITCHES[name as keyof typeof SWITCHES] ? 'on' : 'off',
        link(test),
      ]),
    ),
    '## Faults on the wire',
    table(['member', 'test'], rowsOf(WIRE_FAULTS_PROVED)),
    '## Wrong answers',
    table(
      ['tamper', 'in', 'test'],
      Object.entries(ANSWER_FAULTS_PROVED).map(([name, test]) => [
        code(name),
        ANSWER_FAULTS[name as AnswerFaultName].of,
        link(test),
      ]),
    ),
    '## Commands of the control',
    table(['command', 'test'], rowsOf(CONTROL_PROVED)),
    '## Numbered errors',
    `The tests, one for each number: ${AADSTS_PROVED.map(link).join('; ')}.`,
    table(
      ['AADSTS', 'at authorize', 'at token', 'suberror'],
      AADSTS_CODES.map((number) => {
        const { error, tokenError = error, suberror = '', page } = AADSTS[number]
        const shown = { always: 'page', interactive: `page; \`${error}\` when silent` }
        return [
          String(number),
          page ? shown[page] : code(error),
          code(tokenError),
          suberror && code(suberror),
        ]
      }),
    ),
  ].join('\n\n')
}

const code = (text: string) => `\`${text}\``
const link = ([file, title]: ProvedBy) => `[${file}](${file}): ${title}`

function rowsOf(proved: Record<string, ProvedBy>): string[][] {
  return Object.entries(proved).map(([name, test]) => [code(name), link(test)])
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [head, head.map(() => '---'), ...rows].map(line).join('\n')
}
