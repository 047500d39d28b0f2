import type { Plugin } from 'vite'

const parts = [
  'msal-browser/dist/interaction_client/PopupClient',
  'msal-browser/dist/interaction_client/PlatformAuthInteractionClient',
  'msal-browser/dist/interaction_client/SilentAuthCodeClient',
  'msal-browser/dist/broker/nativeBroker/PlatformAuthExtensionHandler',
  'msal-browser/dist/broker/nativeBroker/PlatformAuthDOMHandler',
  'msal-browser/dist/cache/LocalStorage',
  'msal-common/dist-browser/crypto/PopTokenGenerator',
] as const

/**
 * Leaves out of the build what MSAL brings along and this app cannot reach, because no configuration of it asks for it:
 * popups, the broker of the platform, codes from a server, tokens in local storage, tokens with a proof of possession. MSAL
 * names each of them where it decides, so that no bundler finds out by itself. Ten of its 61 kB are saved (brotli), and their parsing on each load.
 *
 * Whatever reaches such a part all the same fails with its name; and so does a build that does not find it any more.
 */
export function leaveOutOfMsal(): Plugin {
  const leftOut = new Set<string>()
  return {
    name: 'leave-out-of-msal',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    enforce: 'pre',
    load(id) {
      const part = parts.find((path) => id.endsWith(`/${path}.mjs`))
      if (part === undefined) return undefined
      leftOut.add(part)
      return standIn(part.slice(part.lastIndexOf('/') + 1))
    },
    buildEnd(error) {
      const missing = parts.filter((part) => !leftOut.has(part))
      if (error || missing.length === 0) return
      this.error(`MSAL has no ${missing.join(', ')} any more: see what is in their place.`)
    },
  }
}

function standIn(name: string): string {
  const message = `${name} is left out of this build of MSAL.`
  return `export class ${name} { constructor() { throw new Error('${message}') } }`
}
