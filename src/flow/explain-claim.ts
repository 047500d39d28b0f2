import type { Explanation } from './explain-field.ts'
import * as refer from './references.ts'
import { rfc } from './references.ts'

const registered: Readonly<Record<string, Explanation>> = {
  aud: { text: 'Whom the token is for. Nobody else may accept it.', reference: rfc(7519, '4.1.3') },
  exp: { text: 'When it expires.', reference: rfc(7519, '4.1.4') },
  iat: { text: 'When it was issued.', reference: rfc(7519, '4.1.6') },
  iss: { text: 'Who issued it: this tenant.', reference: rfc(7519, '4.1.1') },
  nbf: { text: 'Not to be accepted before.', reference: rfc(7519, '4.1.5') },
  nonce: { text: 'The one that was sent along.', reference: refer.idToken },
  scp: { text: 'What the app may do at the API.', reference: refer.accessTokenClaims },
  sub: { text: 'The person, as this audience knows them.', reference: rfc(7519, '4.1.2') },
  xms_cc: { text: 'The app can answer claims challenges.', reference: refer.claimsChallenge },
}

const words: Readonly<Record<string, string>> = {
  acr: 'How strongly the person has proved who they are.',
  acrs: 'Authentication contexts that were satisfied.',
  aio: 'Internal to Entra.',
  azp: 'Which app the token was issued to.',
  azpacr: 'How that app proved itself; 0 is a public client, without a secret.',
  auth_time: 'When the person last signed in.',
  email: 'The person’s e-mail address.',
  login_hint: 'How to name this person at the next sign-in.',
  name: 'The person’s name, to show and not to rely on.',
  oid: 'The person, the same for every app of the tenant.',
  preferred_username: 'The user name, to show and not to rely on.',
  rh: 'Internal to Entra.',
  roles: 'Roles that were assigned to the person.',
  sid: 'The session at the identity provider.',
  tid: 'The tenant.',
  uti: 'The token’s own identifier.',
  ver: 'The version of the token’s format.',
}

/** What a claim of a token says. */
export function explainClaim(name: string, token: 'id' | 'access'): Explanation {
  const reference = token === 'id' ? refer.idTokenClaims : refer.accessTokenClaims
  return registered[name] ?? { text: words[name] ?? 'An optional claim.', reference }
}
