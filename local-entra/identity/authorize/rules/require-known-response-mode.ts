import { EntraError } from '../../errors/entra-error.ts'
import type { Rule } from '../authorization-request.ts'

const RESPONSE_MODES = new Set(['query', 'fragment', 'form_post'])

export const requireKnownResponseMode: Rule = (_, { params }) => {
  const value = params.get('response_mode')
  if (value !== null && !RESPONSE_MODES.has(value)) {
    throw new EntraError(90023, { field: 'response_mode', value })
  }
}
