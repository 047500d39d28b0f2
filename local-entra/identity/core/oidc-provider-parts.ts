/**
 * oidc-provider, taken from behind its front door. The front door only adds a line to every
 * start on Node 20 ("Unsupported runtime"), although everything used here is there since 20.12
 * and this project's tests run on 20, 22 and 24.
 */
export { Provider } from 'oidc-provider/lib/provider.js'
export { Check, Prompt } from 'oidc-provider/lib/helpers/interaction_policy/index.js'
export { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js'
