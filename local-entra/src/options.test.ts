import { expect, it, test } from 'vitest'
import { startLocalEntra } from './local-entra.ts'
import { requireOptions, requirePluginOptions } from './options.ts'

it.each([
  [
    { identityProt: 5180 },
    'the object has the unknown key identityProt (known keys: identityPort, ',
  ],
  [{ identityPort: '5180' }, 'identityPort must be a port: a number from 0 to 65535'],
  [{ graphPort: 65_536 }, 'graphPort must be a port'],
  [{ controlPort: true }, 'controlPort must be a port: a number from 0 to 65535, or false'],
  [{ controlPort: 1.5 }, 'controlPort must be a port'],
  [
    { appOrigins: 'http://localhost:5173' },
    'appOrigins is "http://localhost:5173", but must be an array',
  ],
  [
    { switches: { refreshin: true } },
    'switches has the unknown key refreshin (known keys: refresh',
  ],
  [{ switches: { refreshIn: 'yes' } }, 'switches.refreshIn is "yes", but must be true or false'],
  [{ https: 'yes' }, 'https must be true, false or a certificate'],
  [{ identityOrigin: 5180 }, 'identityOrigin is 5180, but must be a string'],
])('the options %j of startLocalEntra are refused with the fault', async (options, fault) => {
  await expect(startLocalEntra(options as object)).rejects.toThrow(fault)
})

it.each([
  {},
  { identityPort: 0, weatherApiPort: 65_535, controlPort: false },
  { weatherApiUrl: undefined, https: undefined },
  { switches: { refreshIn: true }, https: { cert: '', key: '' } },
])('the options %j are accepted', (options) => {
  expect(() => requireOptions(options)).not.toThrow()
})

test('all faults are in one message', () => {
  expect(() => requireOptions({ identityPort: -1, ports: [] })).toThrow(
    /^The options of startLocalEntra cannot be used:\n {2}- identityPort .*\n {2}- the object has the unknown key ports /,
  )
})

test('the options of the plugin for Vite are its own', () => {
  const options = { registrations: 'entra.json', appName: 'Tides', sameOrigin: true, https: true }
  expect(() => requirePluginOptions(options)).not.toThrow()
  expect(() => requirePluginOptions({ identityPort: 5180 })).toThrow(
    'The options of the plugin localEntra cannot be used:\n  - the object has the unknown key identityPort (known keys: registrations, appName, sameOrigin, https)',
  )
})
