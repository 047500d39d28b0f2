import { EntraError } from '../../errors/entra-error.ts'
import type { Rule } from '../authorization-request.ts'

const PROMPTS = new Set(['none', 'login', 'consent', 'select_account'])

/** One prompt at most: Entra takes none of the combinations of OpenID Connect. */
export const requireKnownPrompt: Rule = (_, { params }) => {
  const value = params.get('prompt')
  if (value && !PROMPTS.has(value)) throw new EntraError(90023, { field: 'prompt', value })
}
