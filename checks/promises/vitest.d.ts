import 'vitest'

/** `MSAL` stands for the source of MSAL, which depends on the behaviour. */
type FidelitySource = 'captured' | 'documented' | 'inferred' | 'MSAL'

declare module 'vitest' {
  interface TaskMeta {
    /** The standards that a test verifies, for example `RFC 6749 §3.1; ASVS 10.2.1`. */
    requirement?: string
    /** Where a behaviour of Entra that a test verifies is known from: its point in `local-entra/fidelity.md`. */
    fidelity?: FidelitySource | FidelitySource[]
    /** The client libraries that a test runs, each with its flows: `@azure/msal-node: code + PKCE`. Listed in `local-entra/clients.md`. */
    client?: string | string[]
  }
}
