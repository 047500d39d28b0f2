/** What the API asks of access tokens beyond its policy, until it is undone. */
export interface ApiDemands {
  /** Continuous access evaluation: tokens must be from this second or later. */
  notBefore: number | undefined
  /** Step-up: tokens must carry this authentication context, such as `c1`. */
  authenticationContext: string | undefined
  /** Access tokens, by their `uti`, that are treated as expired. */
  expired: Set<string>
  /** At most so many requests in so many seconds. */
  rateLimit: { requests: number; seconds: number } | undefined
  /** What is answered instead of a random forecast. */
  forecast: unknown
}

export function noApiDemands(): ApiDemands {
  return {
    notBefore: undefined,
    authenticationContext: undefined,
    expired: new Set(),
    rateLimit: undefined,
    forecast: undefined,
  }
}
