import { developmentKeys } from './identity/keys/development-keys.ts'
import { defaultRegistrations } from './registrations/default-registrations.ts'

/**
 * Texts that only the local stack has. None of them may be in a production build, which a scan
 * of its bytes can prove.
 */
export const localStackFingerprints: string[] = [
  ...new Set([
    '10ca1000-57ac',
    'local_idp_',
    'local identity provider',
    'localhost:5180',
    'localhost:5181',
    'localhost:5182',
    ...defaultRegistrations().tenants.flatMap(({ id, domain, name }) => [id, domain, name]),
    ...defaultRegistrations().apps.map(({ clientId }) => clientId),
    ...defaultRegistrations().accounts.flatMap(({ userName, name }) => [userName, name]),
    ...developmentKeys.map(({ privateKey }) => privateKey.n.slice(0, 40)),
  ]),
]
