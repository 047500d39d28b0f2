import {
  BrowserAuthErrorCodes,
  ClientAuthErrorCodes,
  ClientConfigurationErrorCodes,
  InteractionRequiredAuthErrorCodes,
} from '@azure/msal-browser'
import { CacheErrorCodes } from '@azure/msal-common/browser'
import { describe, expect, it } from 'vitest'
import { explainEntry } from '../explain.ts'
import { deploymentValues, partsOf } from '../fill-in.ts'
import {
  apiErrors,
  apiRefusals,
  claimsDemanded,
  forbiddenFor,
  otherSignIn,
  replacedToken,
} from './api.ts'
import { appErrors, authErrors } from './app.ts'
import { entraErrors } from './entra.ts'
import { actionLabels, type CatalogueEntry, valueLabels, whoLabels } from './entry.ts'
import { msalErrors } from './msal.ts'
import { oauthErrors, renewalErrors, suberrors } from './oauth.ts'

const all: [string, CatalogueEntry][] = [
  entraErrors,
  oauthErrors,
  suberrors,
  renewalErrors,
  msalErrors,
  authErrors,
  apiErrors,
  appErrors,
  Object.fromEntries(apiRefusals.map(({ says, entry }) => [String(says), entry])),
  forbiddenFor,
  { claimsDemanded, otherSignIn, replacedToken: { ...otherSignIn, developer: replacedToken } },
].flatMap((catalogue) => Object.entries(catalogue))

const values = deploymentValues({
  origin: 'https://app.example',
  config: {
    authority: 'https://login.microsoftonline.com/contoso.example',
    clientId: '11111111-2222-3333-4444-555555555555',
  },
  apis: [
    { title: 'order service', key: 'apis.orders', url: '/orders', scopes: ['api://orders/read'] },
  ],
  home: { title: 'start page', path: '/start' },
})

/** The numbers that a single-page app is known to get. */
const numbers = [
  16000, 16002, 28000, 50011, 50020, 50034, 50053, 50055, 50057, 50058, 50059, 50076, 50079, 50105,
  50126, 50132, 50133, 50147, 50173, 50194, 50196, 53000, 53003, 54005, 65001, 65004, 70000, 70003,
  70008, 70011, 70043, 90002, 90009, 90014, 90023, 90094, 160021, 500011, 501481, 501491, 650053,
  650056, 650057, 700016, 700025, 700038, 700054, 700082, 700084, 900144, 7000218, 9002313, 9002325,
  9002326, 9002327,
]

/** Each has a plainer term: "user", "fix", "again", "message", "response", "on its own", "continues", "the team that". */
const ruledOut =
  /\b(?:whoever|whatever|somebody|someone else|nobody|anew|mend|words|answers?|answered|by itself|goes on|the people who)\b/i

/** An administrator reads these: they follow a link for administrators. */
const readByAdministrators = new Set(['consent_refused'])

describe('the catalogue', () => {
  it.each(all)('explains %j in complete sentences', (_, { title, text, fix, developer }) => {
    const ending = /^(?:[A-Z]|`).+(?:\.|\{adminConsentUrl\})$/
    expect(title).toMatch(/^[A-Z].{5,}[^.]$/)
    expect(text).toMatch(/^[A-Z].+\.$/)
    expect(fix).toMatch(ending)
    expect(developer ?? fix).toMatch(ending)
    for (const sentence of [title, text, fix, developer ?? '']) {
      expect(sentence).not.toMatch(/!|\s\s|please/i)
      expect(sentence.split('`').length % 2, 'backticks come in pairs').toBe(1)
    }
  })

  it.each(all)('has a title of at most 60 characters for %j', (_, { title }) => {
    const filledIn = title.replace('{api}', 'weather service')
    expect(filledIn.length, filledIn).toBeLessThanOrEqual(60)
  })

  it.each(all)('uses plain terms for %j', (_, { title, text, fix, developer = '' }) => {
    for (const sentence of [title, text, fix, developer]) expect(sentence).not.toMatch(ruledOut)
  })

  it.each(
    all.filter(([code, { who }]) => who === 'administrator' && !readByAdministrators.has(code)),
  )('tells the user to ask an administrator about %j', (_, { text }) => {
    expect(text).toContain('administrator')
  })

  it.each(all.filter(([, { who }]) => who === 'developer'))(
    'tells the user to inform the developer of %j, or to try again',
    (_, { text }) => {
      expect(text).toMatch(/et the developer of this app know\.$|trying again often helps\.$/)
    },
  )

  // A user need not know how sign-in works.
  it.each(all)('explains %j to the user without jargon', (_, { title, text, who, fix }) => {
    const said = [title, text, ...(who === 'you' || who === 'nobody' ? [fix] : [])].join(' ')
    expect(said.replaceAll(/\{(?:api|home|role)\}/g, '')).not.toMatch(
      /\b(?:tokens?|OAuth|OIDC|PKCE|scopes?|claims?|endpoint|redirect URI|JSON|CORS|API|MSAL|Entra|AADSTS\d+|HTTP|tenant|authority|client)\b|`|\{/,
    )
  })

  it.each(all)('says who can fix %j, and has a button', (_, { who, action }) => {
    expect(whoLabels[who]).toBeTruthy()
    expect(actionLabels[action]).toBeTruthy()
  })

  it.each(all)('has a value for every name in the texts of %j', (_, entry) => {
    const explanation = explainEntry(entry, values)
    const { title, text, button, fix, developer } = explanation
    expect([title, text, button, fix, developer].join(' ')).not.toMatch(/[{}]|undefined/)
    for (const { name, value } of explanation.named) {
      expect(Object.values(valueLabels)).toContain(name)
      expect(fix + developer).toContain(value)
    }
  })

  it.each(all)('has only complete URLs in the texts of %j', (_, entry) => {
    const { fix, developer } = explainEntry(entry, values)
    const parts = [...partsOf(fix), ...partsOf(developer)]
    const links = parts.filter(({ kind }) => kind === 'link').map(({ text }) => text)
    expect(links.filter((link) => !/^https:\/\/[\w.]+\/\S*[\w/]$/.test(link))).toEqual([])
    expect(parts.filter(({ kind, text }) => kind === 'text' && text.includes('://'))).toEqual([])
  })

  it('has an entry for every number that a single-page app is known to get', () => {
    expect(numbers.filter((number) => !(String(number) in entraErrors))).toEqual([])
  })

  it('has one entry for each code', () => {
    const codes = [oauthErrors, msalErrors, authErrors].flatMap((part) => Object.keys(part))
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([])
  })

  it('has only codes that MSAL has', () => {
    const known = new Set<string>(
      [
        BrowserAuthErrorCodes,
        ClientAuthErrorCodes,
        ClientConfigurationErrorCodes,
        InteractionRequiredAuthErrorCodes,
        CacheErrorCodes,
      ].flatMap((codes) => Object.values(codes)),
    )
    const own = ['CacheError', 'identity_provider_timeout', 'interaction_required']
    const strange = Object.keys(msalErrors).filter(
      (code) => !known.has(code) && !own.includes(code),
    )
    expect(strange).toEqual([])
  })
})
