import { EntraError } from '../../errors/entra-error.ts'
import type { Rule } from '../authorization-request.ts'

/** RFC 7636 §4.2 */
const CHALLENGE_LENGTH = { least: 43, most: 128 }

/** A browser app must use Proof Key for Code Exchange, although discovery does not say so. */
export const requirePkce: Rule = (_, { params }) => {
  const challenge = params.get('code_challenge')
  if (!challenge) throw new EntraError(9002325)
  const { least, most } = CHALLENGE_LENGTH
  if (challenge.length < least || challenge.length > most) throw new EntraError(50147)
  if (params.get('code_challenge_method') !== 'S256') throw new EntraError(501491)
}
