import { readFileSync } from 'node:fs'
import { type ESTree, parseSync, Visitor } from 'vite'

/** A test or a group of tests, as its source describes it. */
export interface DescribedTest {
  file: string
  /** The titles of its groups and its own, from the outside in. What a loop fills in is `…`. */
  titles: string[]
  /** Its own tags and those of its groups, for example `@promise`. */
  tags: string[]
  /** What it or one of its groups says of the standard it verifies, for example `RFC 6749 §3.1; ASVS 10.2.1`. */
  requirements: string[]
  /** Where a behaviour of Entra that it verifies is known from, for example `captured`. */
  fidelity: string[]
  /** The client library that it runs, and its flows, for example `@azure/msal-node: code + PKCE, refresh token`. */
  clients: string[]
}

interface Call {
  isGroup: boolean
  title: string
  tags: string[]
  requirements: string[]
  fidelity: string[]
  clients: string[]
}

/**
 * Reads the tests of a file of Playwright or Vitest from its source, without running it.
 * @param file where it is, which also tells the language
 * @throws {Error} when the source is not valid TypeScript
 */
export function readTests(file: string, source = readFileSync(file, 'utf8')): DescribedTest[] {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`)
  const groups: Call[] = []
  const found: DescribedTest[] = []
  new Visitor({
    CallExpression(node) {
      const call = readCall(node)
      if (call === undefined) return
      if (!call.isGroup) found.push(describe(file, [...groups, call]))
      else groups.push(call)
    },
    'CallExpression:exit'(node) {
      if (readCall(node)?.isGroup === true) groups.pop()
    },
  }).visit(program)
  return found
}

function describe(file: string, calls: Call[]): DescribedTest {
  return {
    file,
    titles: calls.map(({ title }) => title),
    tags: [...new Set(calls.flatMap(({ tags }) => tags))],
    requirements: calls.flatMap(({ requirements }) => requirements),
    fidelity: calls.flatMap(({ fidelity }) => fidelity),
    clients: calls.flatMap(({ clients }) => clients),
  }
}

function readCall({ callee, arguments: args }: ESTree.CallExpression): Call | undefined {
  const names = namesOf(callee)
  const name = names[0] ?? ''
  if (!/^(it|test|describe|\w+Test)$/.test(name) || names.includes('step')) return undefined
  const [first, second] = args
  const text = textOf(first)
  if (text === undefined || args.length < 2) return undefined
  const details = second?.type === 'ObjectExpression' ? second : undefined
  return {
    isGroup: names.includes('describe'),
    title: names.some((each) => each === 'each' || each === 'for') ? withGaps(text) : text,
    tags: [...textsOf(valueOf(details, 'tag')), ...textsOf(valueOf(details, 'tags'))],
    requirements: remarksOf(details, 'requirement'),
    fidelity: remarksOf(details, 'fidelity'),
    clients: remarksOf(details, 'client'),
  }
}

/** What a test says of a kind: in `annotation` (Playwright), or in `meta` (Vitest). */
function remarksOf(details: ESTree.Node | undefined, kind: string): string[] {
  const annotation = valueOf(details, 'annotation')
  const isOfKind = textsOf(valueOf(annotation, 'type')).includes(kind)
  return [
    ...(isOfKind ? textsOf(valueOf(annotation, 'description')) : []),
    ...textsOf(valueOf(valueOf(details, 'meta'), kind)),
  ]
}

/** @returns the names in `test.describe` or `it.each(cases)`, from the left */
function namesOf(node: ESTree.Node): string[] {
  if (node.type === 'Identifier') return [node.name]
  if (node.type === 'CallExpression') return namesOf(node.callee)
  if (node.type === 'TaggedTemplateExpression') return namesOf(node.tag)
  if (node.type !== 'MemberExpression') return []
  return [...namesOf(node.object), ...namesOf(node.property)]
}

function textOf(node: ESTree.Node | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node?.type !== 'TemplateLiteral') return undefined
  return node.quasis.map(({ value }) => value.cooked ?? value.raw).join('…')
}

/** Replaces what Vitest fills in from a row of a table: `%s`, `$name`, `$row.name`. */
function withGaps(title: string): string {
  return title.replaceAll(/%[sdifjo#]|\$[a-zA-Z][\w.]*/g, '…')
}

function textsOf(node: ESTree.Node | undefined): string[] {
  if (node?.type === 'ArrayExpression') {
    return node.elements.flatMap((element) => textsOf(element ?? undefined))
  }
  const text = textOf(node)
  return text === undefined ? [] : [text]
}

function valueOf(node: ESTree.Node | undefined, key: string): ESTree.Node | undefined {
  if (node?.type !== 'ObjectExpression') return undefined
  for (const property of node.properties) {
    if (property.type !== 'Property' || property.key.type !== 'Identifier') continue
    if (property.key.name === key) return property.value
  }
  return undefined
}
