// The typings describe the package's front door only; these are the same things behind it.
declare module 'oidc-provider/lib/provider.js' {
  import Provider from 'oidc-provider'
  export { Provider }
}
declare module 'oidc-provider/lib/helpers/interaction_policy/index.js' {
  import { interactionPolicy } from 'oidc-provider'
  export import Prompt = interactionPolicy.Prompt
  export import Check = interactionPolicy.Check
}
declare module 'oidc-provider/lib/adapters/memory_adapter.js' {
  import type { AdapterFactory } from 'oidc-provider'
  export function createMemoryAdapter(): AdapterFactory
}
