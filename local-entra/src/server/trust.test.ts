import { expect, test } from 'vitest'
import { makeCertificate } from '../../../command-line/testing/certificates.ts'
import { describeTrust } from './trust.ts'

const made = {
  ...(await makeCertificate({ name: 'localhost' })),
  file: '/home/sunny/.local-entra/localhost.pem',
}
const until = new Date(Date.now() + 2 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)

test('plain http needs no trust', () => {
  expect(describeTrust(undefined)).toEqual([])
})

test('on Linux each client has a setting or a store of its own', () => {
  const { file } = made
  expect(describeTrust(made, 'linux')).toEqual([
    '',
    `Certificate        ${file}, valid until ${until}`,
    `  Node             NODE_EXTRA_CA_CERTS=${file}`,
    `  .NET             SSL_CERT_FILE=${file}`,
    expect.stringMatching(
      /^ {2}Chromium {9}mkdir -p (\S+) && certutil -d sql:\1 -A -t P,, -n local-entra -i \S+localhost\.pem$/,
    ),
    `  Firefox          certutil -d sql:<profile folder> -A -t C,, -n local-entra -i ${file}`,
  ])
})

test("on macOS and Windows .NET and the browsers take the user's store", () => {
  expect(describeTrust(made, 'darwin').slice(2)).toEqual([
    `  Node             NODE_EXTRA_CA_CERTS=${made.file}`,
    `  .NET, browsers   security add-trusted-cert -p ssl -p basic -k ~/Library/Keychains/login.keychain-db ${made.file}`,
  ])
  const file = String.raw`C:\Users\Sunny Day\.local-entra\localhost.pem`
  expect(describeTrust({ ...made, file }, 'win32').slice(2)).toEqual([
    `  Node             NODE_EXTRA_CA_CERTS="${file}"`,
    `  .NET, browsers   certutil -user -addstore Root "${file}"`,
  ])
})

test('of a certificate from an authority, the authority is what clients trust', async () => {
  const issuer = await makeCertificate({ name: 'A private authority', isAuthority: true })
  const certificate = await makeCertificate({ name: 'localhost', issuer })
  expect(describeTrust({ ...certificate, file: 'mine.pem' })).toEqual([
    '',
    `Certificate        mine.pem, valid until ${until}`,
    '  Clients must trust its issuer: CN=A private authority',
  ])
})
