/**
 * The first letters of the first and the last word of a name, or of one word its first.
 * @param name a person's name or user name, in any script
 */
export function initialsOf(name: string): string {
  const words = name.split(/[\s.@]+/).filter(Boolean)
  const ends = words.length > 1 ? [words.at(0), words.at(-1)] : words
  return ends
    .map((word) => firstLetter(word ?? ''))
    .join('')
    .toLocaleUpperCase()
}

// A letter as a reader sees it, which may be several code points.
function firstLetter(word: string): string {
  return [...new Intl.Segmenter().segment(word)].at(0)?.segment ?? ''
}
