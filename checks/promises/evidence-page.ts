import type { DescribedTest } from './read-tests.ts'

/** Headings of the page, and the folders whose tests they hold. The first that fits counts. */
const sections: readonly { heading: string; folder: string }[] = [
  { heading: 'Sign-in', folder: 'e2e/journeys/sign-in/' },
  { heading: 'Session', folder: 'e2e/journeys/session/' },
  { heading: 'Failures', folder: 'e2e/journeys/errors/' },
  { heading: 'Forecast', folder: 'e2e/journeys/forecast/' },
  { heading: 'Flow', folder: 'e2e/journeys/flow/' },
  { heading: 'Accessibility and layout', folder: 'e2e/journeys/pages/' },
  { heading: 'Loading', folder: 'e2e/journeys/loading/' },
  { heading: 'Attacks', folder: 'e2e/journeys/security/' },
  { heading: 'Hostile input', folder: 'e2e/journeys/fuzz/' },
  { heading: 'The production authority', folder: 'e2e/journeys/real-authority/' },
  { heading: 'Modules of the app', folder: 'src/' },
  { heading: 'Weather API', folder: 'weather-api/' },
  { heading: 'Local identity provider', folder: 'local-entra/' },
  { heading: 'Configuration, hosting and tools', folder: 'deploy/' },
  { heading: 'Repository', folder: '' },
]

/** @returns whether a test proves a promise: it carries the tag `@promise` (Playwright) or `promise` (Vitest) */
export function isPromise({ tags }: DescribedTest): boolean {
  return tags.some((tag) => tag.replace('@', '') === 'promise')
}

/**
 * Writes the page that lists the promises with the tests that prove them.
 * @param tests those that prove a promise
 * @returns Markdown; links are relative to `docs/`
 */
export function evidencePage(tests: readonly DescribedTest[]): string {
  const rest = new Set(tests)
  const parts = sections.map(({ heading, folder }) => {
    const inside = [...rest].filter(({ file }) => file.startsWith(folder))
    for (const test of inside) rest.delete(test)
    return inside.length === 0 ? '' : `## ${heading}\n\n${listByFile(inside)}`
  })
  return `# Evidence

What the app promises, as the tests state it, with the standard that a promise comes from. \`npm run docs\` writes this page from the tests that carry the tag \`promise\`, and a test fails while it is out of date. \`…\` stands for what a loop fills in. [How it is tested](testing.md) explains the tags and how \`npm run protections\` shows that a test fails without the protection.

${parts.filter(Boolean).join('\n\n')}

## By standard

Each section that a test names, with the files of those tests.

${listByStandard(tests)}
`
}

function listByFile(tests: readonly DescribedTest[]): string {
  const files = [...new Set(tests.map(({ file }) => file))].toSorted()
  const parts = files.map((file) => {
    const lines = tests.filter((test) => test.file === file).map(lineOf)
    return `${linkTo(file)}\n\n${[...new Set(lines)].join('\n')}`
  })
  return parts.join('\n\n')
}

function lineOf({ titles, requirements }: DescribedTest): string {
  const title = escaped(titles.join(' › '))
  return requirements.length === 0 ? `- ${title}` : `- ${title} (${requirements.join('; ')})`
}

function listByStandard(tests: readonly DescribedTest[]): string {
  const files = new Map<string, Set<string>>()
  for (const { file, requirements } of tests) {
    for (const section of requirements.flatMap(sectionsIn)) {
      files.set(section, (files.get(section) ?? new Set()).add(file))
    }
  }
  const sorted = [...files].toSorted(([one], [other]) => {
    return one.localeCompare(other, 'en', { numeric: true })
  })
  return sorted
    .map(([section, names]) => `- **${section}**: ${[...names].toSorted().map(linkTo).join(', ')}`)
    .join('\n')
}

/**
 * Splits what a test says of its standards into single sections.
 * @param requirement for example `RFC 6749 §3.1, §4.1.2; ASVS 10.2.1`
 * @returns for example `RFC 6749 §3.1`, `RFC 6749 §4.1.2` and `ASVS 10.2.1`
 */
export function sectionsIn(requirement: string): string[] {
  return requirement.split(/;\s*/).flatMap((part) => {
    let standard = ''
    return part.split(/,\s*/).map((text) => {
      const [, name, section] = /^(.*?)\s*(§?[\d.]+)$/.exec(text) ?? []
      if (section === undefined) return text
      if (name !== '') standard = name ?? ''
      return `${standard} ${section}`
    })
  })
}

function linkTo(file: string): string {
  return `[${file.replace(/^.*\//, '')}](../${file})`
}

function escaped(title: string): string {
  return title.replaceAll(/[\\`*_<[\]]/g, '\\$&')
}
