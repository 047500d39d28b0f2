/** The words behind the codes of MSAL's log, as the files beside MSAL's scripts have them. */
export type MsalWords = Readonly<Record<string, { message: string }>>

/**
 * A line of MSAL's log ends with a code of six characters, and the values that belong into the sentence it stands for.
 * @returns the line with the sentence; as it is, when the code is not known
 */
export function decodeMsalLine(line: string, words: MsalWords): string {
  const [whole, code = '', values = ''] =
    /(?<= : [A-Z][a-z]+ - )([0-9a-z]{6})(?: (.*))?$/s.exec(line) ?? []
  const message = words[code]?.message
  if (whole === undefined || message === undefined) return line
  return line.slice(0, -whole.length) + fillIn(message, values)
}

// Values are set apart by spaces; the last one takes whatever is left.
function fillIn(message: string, values: string): string {
  const gaps = message.match(/\$\{[^}]*\}/g) ?? []
  const found = values.split(' ')
  const rest = found.splice(Math.max(gaps.length - 1, 0)).join(' ')
  const ready = [...found, rest]
  return message.replace(/\$\{[^}]*\}/g, () => ready.shift() ?? '')
}
