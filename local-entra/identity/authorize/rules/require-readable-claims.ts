import { parseClaimsRequest } from '../../claims-request.ts'
import type { Rule } from '../authorization-request.ts'

/** The `claims` parameter is JSON, if there is one. */
export const requireReadableClaims: Rule = (_, { params }) => {
  parseClaimsRequest(params.get('claims') ?? undefined)
}
