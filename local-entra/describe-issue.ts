import * as v from 'valibot'

/**
 * One fault of an input, in words: where it is and what would be right.
 *
 * @param whole how to name the input itself, such as "the file"
 */
export function describeIssue(issue: v.BaseIssue<unknown>, whole: string): string {
  const where = v.getDotPath(issue) ?? whole
  if (issue.type === 'strict_object' && issue.expected === 'never') return `${where} is not known`
  if (issue.input === undefined) return `${where} is missing`
  // The library's own sentence; ours start with what has to be.
  if (!issue.message.startsWith('Invalid ')) return `${where} ${issue.message}`
  return `${where} is ${issue.received}, but must be ${issue.expected}`
}
