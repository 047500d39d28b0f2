import type { Plugin } from 'vite'

/** What stands for a module that is left out, by the end of its path. */
const standIns: Readonly<Record<string, string>> = {
  'msal-browser/dist/interaction_client/PopupClient.mjs': failing('PopupClient'),
  'msal-browser/dist/interaction_client/PlatformAuthInteractionClient.mjs': failing(
    'PlatformAuthInteractionClient',
  ),
  'msal-browser/dist/interaction_client/SilentAuthCodeClient.mjs': failing('SilentAuthCodeClient'),
  'msal-browser/dist/cache/LocalStorage.mjs': failing('LocalStorage'),
  'msal-common/dist-browser/crypto/PopTokenGenerator.mjs': failing('PopTokenGenerator'),
  'msal-common/dist-browser/crypto/DpopProofGenerator.mjs': failing(
    'DpopProofGenerator',
    'normalizeDpopResourceRequestContext',
  ),
  // MSAL asks before each request whether the broker of the platform is allowed: `allowPlatformBroker` is off.
  'msal-browser/dist/broker/nativeBroker/PlatformAuthProvider.mjs': `
    ${failing('getPlatformAuthProvider', 'isPlatformBrokerAvailable')}
    export function isPlatformAuthAllowed() { return false }`,
  // Keys are made for tokens with a proof of possession alone. So there is none to delete when a session ends.
  'msal-browser/dist/crypto/TokenBindingKeyManager.mjs': `
    export class TokenBindingKeyManager { async clearKeystore() { return true } }`,
  // Made for each authority, asked where an Azure region is configured.
  'msal-common/dist-browser/authority/RegionDiscovery.mjs': 'export class RegionDiscovery {}',
  // Made always, and replaced by the network client of this app.
  'msal-browser/dist/network/FetchClient.mjs': 'export class FetchClient {}',
  'react-router/dist/production/lib/dom/ssr/links.js': failing(
    'getKeyedLinksForMatches',
    'getKeyedPrefetchLinks',
    'getModuleLinkHrefs',
    'getNewMatchesForLinks',
    'isPageLinkDescriptor',
    'prefetchRouteCss',
    'prefetchStyleLinks',
  ),
  // The router asks at each navigation whether somebody waits to hear of it: only an instrumentation would.
  'react-router/dist/production/lib/router/instrumentation.js': `
    ${failing(
      'getRouteInstrumentationUpdates',
      'instrumentClientSideRouter',
      'instrumentHandler',
      'instrumentationResultMetaContext',
    )}
    export function consumeInstrumentationClientResultMetaReceiver() {}`,
}

/**
 * Leaves out of the build what MSAL and React Router bring along and this app cannot reach, because nothing in it asks for
 * it: popups, the broker of the platform, codes from a server, tokens in local storage, tokens with a proof of possession;
 * pages rendered by a server, instrumented routes. The libraries name each of them where they decide, so that no bundler
 * finds out by itself. The README says what that saves.
 *
 * Whatever reaches such a part all the same fails with its name; and so does a build that does not find it any more.
 */
export function leaveOutUnreachable(): Plugin {
  const leftOut = new Set<string>()
  return {
    name: 'leave-out-unreachable',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    enforce: 'pre',
    load(id) {
      const part = Object.keys(standIns).find((path) => id.endsWith(`/${path}`))
      if (part === undefined) return undefined
      leftOut.add(part)
      return standIns[part]
    },
    buildEnd(error) {
      const missing = Object.keys(standIns).filter((part) => !leftOut.has(part))
      if (error || missing.length === 0) return
      this.error(`There is no ${missing.join(', ')} any more: see what is in their place.`)
    },
  }
}

/** Functions and classes that are named by others and never called. */
function failing(...names: string[]): string {
  return names
    .map((name) => `export function ${name}() { throw new Error('${name} is left out.') }`)
    .join('\n')
}
