// Typings of the two files in oidc-provider-parts.ts: the same as those of the public entry.
declare module 'oidc-provider/lib/provider.js' {
  import Provider from 'oidc-provider'
  export { Provider }
}
declare module 'oidc-provider/lib/helpers/interaction_policy/index.js' {
  import { interactionPolicy } from 'oidc-provider'
  export import Prompt = interactionPolicy.Prompt
  export import Check = interactionPolicy.Check
}
