/**
 * The only place that imports files from inside oidc-provider, and only the two classes that its
 * public entry exports too. That entry prints "Unsupported runtime" at every start on Node 20,
 * which this package supports and is tested on. Once Node 20 is out of `engines`, import
 * `Provider` and `interactionPolicy` from 'oidc-provider', and delete this file and its typings.
 */
export { Provider } from 'oidc-provider/lib/provider.js'
export { Check, Prompt } from 'oidc-provider/lib/helpers/interaction_policy/index.js'
