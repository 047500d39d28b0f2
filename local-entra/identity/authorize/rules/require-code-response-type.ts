import { EntraError } from '../../errors/entra-error.ts'
import type { Rule } from '../authorization-request.ts'

/** The implicit grant is not enabled for the apps here (RFC 9700 §2.1.2 advises against it). */
export const requireCodeResponseType: Rule = (_, { params }) => {
  const value = params.get('response_type')
  if (!value) throw new EntraError(900144, { field: 'response_type' })
  if (value !== 'code') throw new EntraError(700054, { value })
}
