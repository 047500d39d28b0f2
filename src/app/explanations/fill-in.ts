import type { ValueName } from './catalogue-entry.ts'
import type { DeploymentValues } from './deployment-values.ts'

/** A piece of a filled-in text: words, a value to be written exactly so, or an address to be opened. */
export interface TextPart {
  kind: 'words' | 'code' | 'link'
  text: string
}

/**
 * Puts the values of a deployment into a text of the catalogue.
 * @param template holds `{names of values}`; what stands between backticks is code
 */
export function fillIn(template: string, values: DeploymentValues): string {
  return template.replace(
    /\{(\w+)\}/g,
    (name, key: string) => values[key as ValueName] ?? /* a stray brace */ name,
  )
}

/** Takes a filled-in text apart for the page; without backticks, ready to be copied. */
export function partsOf(text: string): TextPart[] {
  return text
    .split(/(`[^`]*`|https:\/\/\S+)/)
    .filter((part) => part !== '')
    .map((part) => {
      if (part.startsWith('`')) return { kind: 'code', text: part.slice(1, -1) }
      return { kind: part.startsWith('https://') ? 'link' : 'words', text: part }
    })
}

/** The names of values that a text holds, in the order in which they first come. */
export function valuesNamedIn(template: string): ValueName[] {
  const names = Array.from(template.matchAll(/\{(\w+)\}/g), ([, name]) => name as ValueName)
  return [...new Set(names)]
}
