import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { filesIn } from './files.ts'

// Each line of C# in a document is also in a project, which `npm run test:all` compiles.

const folders = ['.', 'docs', 'deploy', 'local-entra', 'samples', 'weather-api']
const read = (file: string) => readFileSync(file, 'utf8').replaceAll('\r\n', '\n')

/** A line without its comment and its indentation; empty if it has only brackets. */
function codeOf(line: string): string {
  const code = line.replace(/(?:^|\s)\/\/.*$/, '').trim()
  return /^[{}()\];]*$/.test(code) ? '' : code
}

const compiled = new Set(
  filesIn(['local-entra/src/clients', 'samples'], /^(?!.*\/(?:bin|obj)\/).*\.cs$/).flatMap((file) =>
    read(file).split('\n').map(codeOf),
  ),
)

function uncompiled(text: string): string[] {
  const blocks = [...text.matchAll(/^```(?:csharp|cs|c#)\n([\s\S]*?)^```/gim)]
  const lines = blocks.flatMap(([, block = '']) => block.split('\n').map(codeOf))
  return lines.filter((line) => line !== '' && !compiled.has(line))
}

const documents = filesIn(folders, /\.md$/).filter((file) => /^```(?:cs|c#)/im.test(read(file)))

test('there are documents with C#', () => {
  expect(documents).toContain('deploy/README.md')
})

test.each(documents)('the C# of %s is compiled', (file) => {
  expect(uncompiled(read(file))).toEqual([])
})

test('a line that no project has is found', () => {
  const block = '```csharp\nvar app = builder.Build();\napp.MapNothing(); // a comment\n```\n'
  expect(uncompiled(block)).toEqual(['app.MapNothing();'])
})
