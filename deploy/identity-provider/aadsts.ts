/** What an error of Entra means for a set-up, in our own words, and what mends it. */
export interface ErrorExplanation {
  problem: string
  fix: string
}

/**
 * The errors that a wrong set-up leads to.
 * @see {@link https://learn.microsoft.com/entra/identity-platform/reference-error-codes}
 */
const explanations: Readonly<Record<string, ErrorExplanation>> = {
  28000: {
    problem: 'the scopes asked for belong to two APIs.',
    fix: 'Name one scope of one API in weatherApi.scope.',
  },
  50011: {
    problem: 'this redirect URI is not registered.',
    fix: 'Add it in the app registration: Authentication, platform "Single-page application", to the letter.',
  },
  50020: {
    problem: 'the account belongs to another tenant.',
    fix: 'Use an account of the tenant, or invite this one as a guest.',
  },
  50059: {
    problem: 'the authority names no tenant.',
    fix: 'Put the tenant id into the authority.',
  },
  50105: {
    problem: 'the app demands that people are assigned to it.',
    fix: 'Assign them under Enterprise applications, Users and groups, or switch "Assignment required" off.',
  },
  50194: {
    problem: 'the app is registered for one tenant and the authority is /common.',
    fix: 'Put the tenant id into the authority.',
  },
  65001: {
    problem: 'nobody has consented to the API permission.',
    fix: 'Grant admin consent under API permissions, or let people consent when they first sign in.',
  },
  70011: {
    problem: 'the scope is malformed or unknown.',
    fix: 'Copy the scope from "Expose an API" in the registration of the API.',
  },
  90002: {
    problem: 'there is no such tenant in this cloud.',
    fix: 'Correct the tenant in the authority; a tenant of a national cloud needs that cloud’s host.',
  },
  90009: {
    problem: 'the app asks for a token for itself.',
    fix: 'Register the API by itself and use its scope.',
  },
  500011: {
    problem: 'the API of the scope is not known in this tenant.',
    fix: 'Correct the resource in weatherApi.scope, or create the API’s service principal in the tenant.',
  },
  650053: {
    problem: 'the API has no such scope.',
    fix: 'Add the scope under "Expose an API" in the registration of the API, or correct its name.',
  },
  650056: {
    problem: 'the app registration does not list the API.',
    fix: 'Add the scope under API permissions in the registration of the app, and grant consent.',
  },
  650057: {
    problem: 'the app registration does not list the API.',
    fix: 'Add the scope under API permissions in the registration of the app, and grant consent.',
  },
  700016: {
    problem: 'the tenant has no app with this client id.',
    fix: 'Correct clientId or the tenant: both stand on the Overview page of the app registration.',
  },
  700038: {
    problem: 'the client id is no id of an app.',
    fix: 'Set clientId to the Application (client) ID of the single-page app.',
  },
  7000218: {
    problem: 'the redirect URI is registered for a confidential app, which needs a secret.',
    fix: 'Register it under the platform "Single-page application" and remove it under "Web".',
  },
  9002325: {
    problem: 'the identity provider saw no PKCE.',
    fix: 'Register the redirect URI under the platform "Single-page application".',
  },
  9002326: {
    problem: 'the redirect URI is not of the type "Single-page application".',
    fix: 'Move it from "Web" to the platform "Single-page application" under Authentication.',
  },
}

/** @returns the number of the first AADSTS error in a text, e.g. `50011` */
export function findErrorNumber(text: string): string | undefined {
  return /AADSTS(\d{4,7})/.exec(text)?.[1]
}

/** @returns what is known of an error, with its number; something general for one that is not listed */
export function explainErrorNumber(number: string): ErrorExplanation {
  const { problem, fix } = explanations[number] ?? {
    problem: 'the identity provider refused.',
    fix: `Look up AADSTS${number} in Microsoft’s list of error codes.`,
  }
  return { problem: `${problem} (AADSTS${number})`, fix }
}
