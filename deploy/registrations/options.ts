import type { ConfigFault } from '../../src/config/config.ts'
import type { Options, ReadOptions } from '../command-line.ts'
import { clouds, isCloudName } from '../identity-provider/clouds.ts'
import type { RegistrationWish } from './register.ts'

export const registerOptions = {
  app: {
    value: '<origin>',
    help: 'where the app is, e.g. https://weather.contoso.example; may be given more than once; default http://localhost:5173',
    multiple: true,
  },
  cloud: { value: '<name>', help: 'public (default), us-government or china' },
  'no-admin-consent': { help: 'let people consent for themselves' },
  print: { help: 'show what would be done, and change nothing' },
  help: { help: 'this text' },
} satisfies Options

/** @returns what to register where, and everything that is wrong with the options */
export function wishOf({ values, flags, faults }: ReadOptions): {
  wish: RegistrationWish
  graphHost: string
  faults: ConfigFault[]
} {
  const origins = values['app'] ?? ['http://localhost:5173']
  const cloud = values['cloud']?.[0] ?? 'public'
  const graphHost = isCloudName(cloud) ? clouds[cloud].graph : ''
  const wish = {
    origins: origins.map((origin) => (URL.canParse(origin) ? new URL(origin).origin : origin)),
    adminConsent: !flags.has('no-admin-consent'),
  }
  const wrong = origins.filter((origin) => !isRegistrable(origin)).map(badOrigin)
  const badCloud = graphHost === '' ? [unknownCloud(cloud)] : []
  return { wish, graphHost, faults: [...faults, ...wrong, ...badCloud] }
}

// Plain http is for localhost alone (https://learn.microsoft.com/entra/identity-platform/reply-url).
function isRegistrable(origin: string): boolean {
  if (!URL.canParse(origin)) return false
  const { protocol, hostname, pathname, search, username } = new URL(origin)
  const isSecure = protocol === 'https:' || (protocol === 'http:' && hostname === 'localhost')
  return isSecure && pathname === '/' && search + username === ''
}

function badOrigin(origin: string): ConfigFault {
  const fix =
    'Set it to scheme and host alone, e.g. https://weather.contoso.example. Plain http is for localhost only.'
  return { key: '--app', problem: `cannot be "${origin}".`, fix }
}

function unknownCloud(cloud: string): ConfigFault {
  const fix = `Set it to one of: ${Object.keys(clouds).join(', ')}.`
  return { key: '--cloud', problem: `cannot be "${cloud}".`, fix }
}
