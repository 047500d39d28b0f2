import { developmentKeys } from './identity/development-keys.ts'
import { defaultRegistrations } from './registrations/default-registrations.ts'

/** Texts that only local-entra contains. A test can search a production build for them. */
export const localEntraFingerprints: string[] = [
  ...new Set([
    '10ca1000-57ac',
    'local_idp_',
    'local identity provider',
    'localhost:5180',
    'localhost:5181',
    'localhost:5182',
    'localhost:5183',
    ...defaultRegistrations().tenants.flatMap(({ id, domain, name }) => [id, domain, name]),
    ...defaultRegistrations().apps.map(({ clientId }) => clientId),
    ...defaultRegistrations().accounts.flatMap(({ userName, name }) => [userName, name]),
    ...developmentKeys.map(({ privateKey }) => privateKey.n.slice(0, 40)),
  ]),
]
