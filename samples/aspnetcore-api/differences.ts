import { contract } from '../../weather-api/testing/contract.ts'

/** Where ASP.NET Core with Microsoft.Identity.Web answers otherwise than `weather-api`: its answers by chapter and title. */
const differences: Record<string, Record<string, string>> = {
  'The access token': {
    // Microsoft.Identity.Web validates audience and issuer itself, and names neither.
    'for another API': "401 The audience '(null)' is invalid",
    'for the application ID URI': "401 The audience '(null)' is invalid",
    'of another issuer': "401 The issuer '(null)' is invalid",
    'of another tenant': "401 The issuer '(null)' is invalid",
    // It accepts both versions of the tenant.
    'of version 1': '200',
    // Microsoft.IdentityModel tries all keys of the authority, and all algorithms of RSA.
    'signed with a known key, of another id': '200',
    'not signed': '401 The signature is invalid',
    'signed with PS256': '200',
    'without exp': '401 The token has no expiration',
    // The issuer already names the tenant, and nothing here uses the subject.
    'without tid': '200',
    'without sub': '200',
  },
  'The scope': {
    'in an array': '200',
    'none, and no app role': '401 invalid_token',
  },
  'The response': {
    HEAD: '405',
    POST: '405',
    'body of a 401': 'problem details with traceId',
    'body of a 403': 'problem details with traceId',
    'body of a 404': 'problem details with traceId',
  },
  CORS: {
    // There is one origin, so a response differs only by having the header or not.
    Vary: 'none',
  },
  'Removing a day': {
    // It is read as a date, which the forecast does not have.
    'a date in another format': '404',
    'body without the role': 'problem details with detail, requiredRole, traceId',
    'body of a 404': 'problem details with detail, traceId',
    'body of a 400': 'problem details with errors, traceId',
  },
}

/** The contract with the answers of both implementations. */
export const bothAnswers = contract.map(({ title, clauses }) => ({
  title,
  clauses: clauses.map((clause) => ({
    ...clause,
    aspNetCore: differences[title]?.[clause.title] ?? clause.answer,
  })),
}))

/** Entries of `differences` without a clause, or with the answer of the clause: a difference that is gone. */
export const staleDifferences = Object.entries(differences).flatMap(([chapter, answers]) =>
  Object.entries(answers)
    .filter(([title, answer]) => {
      const clauses = contract.find((each) => each.title === chapter)?.clauses ?? []
      const clause = clauses.find((each) => each.title === title)
      return clause === undefined || clause.answer === answer
    })
    .map(([title]) => `${chapter}: ${title}`),
)
