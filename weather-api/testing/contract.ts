import { UnsecuredJWT } from 'jose'
import { audience, VERSION_1_ISSUER } from './authority-double.ts'
import {
  ask,
  attacker,
  bodyOf,
  type Chapter,
  dayIn,
  editor,
  header,
  now,
  preflight,
  read,
  remove,
  send,
  shapeOf,
  signed,
  statusOf,
  tomorrow,
  withClaims,
} from './contract-clauses.ts'
import { APP_ORIGIN } from './test-service.ts'

/** The contract of the weather API. Its order matters: the last chapter removes a day. */
export const contract: Chapter[] = [
  {
    title: 'The access token',
    clauses: [
      withClaims('valid', '200', {}),
      read('none', '401 Bearer'),
      {
        title: 'in another scheme',
        answer: '401 Bearer',
        ask: async (api) =>
          statusOf(await send(api, { headers: { authorization: 'Basic YWRhOmxvdmVsYWNl' } })),
      },
      read('not a token', '401 invalid_token', () => 'garbage'),
      withClaims('for another API', "401 The audience 'https://other.example' is invalid", {
        aud: 'https://other.example',
      }),
      withClaims('for the application ID URI', `401 The audience 'api://${audience}' is invalid`, {
        aud: `api://${audience}`,
      }),
      withClaims('of another issuer', "401 The issuer 'https://other.example/v2.0' is invalid", {
        iss: 'https://other.example/v2.0',
      }),
      withClaims(
        'of another tenant',
        "401 The issuer 'https://login.microsoftonline.com/other/v2.0' is invalid",
        { iss: 'https://login.microsoftonline.com/other/v2.0', tid: 'other' },
      ),
      withClaims('of version 1', "401 The issuer 'https://sts.windows.net/tenant/' is invalid", {
        iss: VERSION_1_ISSUER,
        aud: `api://${audience}`,
        ver: '1.0',
      }),
      withClaims('expired', "401 The token expired at '11/14/2023 22:13:20'", {
        nbf: 1_699_996_400,
        exp: 1_700_000_000,
      }),
      read(
        'expired three minutes ago',
        '200',
        signed(() => ({ nbf: now() - 3600, exp: now() - 180 })),
      ),
      withClaims('not valid yet', "401 The token is not valid before '09/18/2039 23:06:40'", {
        nbf: 2_200_000_000,
        exp: 2_200_003_600,
      }),
      read(
        'valid in three minutes',
        '200',
        signed(() => ({ nbf: now() + 180 })),
      ),
      read('signed with another key', '401 The signature is invalid', ({ sign }) =>
        sign({}, {}, attacker),
      ),
      read('signed with an unknown key', '401 The signature key was not found', ({ sign }) =>
        sign({}, { kid: 'unknown' }, attacker),
      ),
      read(
        'signed with a known key, of another id',
        '401 The signature key was not found',
        signed(() => ({}), { kid: 'unknown' }),
      ),
      read('not signed', '401 invalid_token', ({ claims }) => new UnsecuredJWT(claims()).encode()),
      read(
        'signed with PS256',
        '401 invalid_token',
        signed(() => ({}), { alg: 'PS256' }),
      ),
      withClaims('without exp', '401 invalid_token', { exp: undefined }),
      withClaims('without tid', '401 invalid_token', { tid: undefined }),
      withClaims('without sub', '401 invalid_token', { sub: undefined }),
    ],
  },
  {
    title: 'The scope',
    clauses: [
      withClaims('among others', '200', { scp: 'read access_as_user write' }),
      withClaims('another', '403', { scp: 'another_scope' }),
      withClaims('a longer name', '403', { scp: 'access_as_user2' }),
      withClaims('in other letters', '403', { scp: 'Access_As_User' }),
      withClaims('in an array', '403', { scp: ['access_as_user'] }),
      withClaims('none, but an app role', '403', { scp: undefined, ...editor }),
      withClaims('none, and no app role', '401 Bearer', { scp: undefined }),
    ],
  },
  {
    title: 'The response',
    clauses: [
      ask('the rows', '5 days from tomorrow', {}, shapeOf),
      ask('type', 'application/json; charset=utf-8', {}, header('content-type')),
      ask('path in lowercase', '200', { path: '/../weatherforecast' }),
      ask('unknown path', '404', { path: '/../elsewhere' }),
      ask('HEAD', '200', { method: 'HEAD' }),
      ask('POST', '404', { method: 'POST' }),
      ask('caching of a 200', 'no-store', {}, header('cache-control')),
      ask('caching of a 401', 'no-store', { token: undefined }, header('cache-control')),
      ask('body of a 401', 'empty', { token: undefined }, bodyOf),
      ask('body of a 403', 'empty', { claims: { scp: 'another_scope' } }, bodyOf),
      ask('body of a 404', 'empty', { path: '/../elsewhere' }, bodyOf),
      ask('health', '200', { path: '/../health', token: undefined }),
    ],
  },
  {
    title: 'CORS',
    clauses: [
      ask('origin of the app', APP_ORIGIN, {}, header('access-control-allow-origin')),
      ask(
        'origin of the app, 401',
        APP_ORIGIN,
        { token: undefined },
        header('access-control-allow-origin'),
      ),
      ask(
        'another origin',
        'none',
        { headers: { origin: 'https://evil.example' } },
        header('access-control-allow-origin'),
      ),
      ask('credentials', 'none', {}, header('access-control-allow-credentials')),
      ask(
        'exposed headers',
        'WWW-Authenticate,Retry-After',
        {},
        header('access-control-expose-headers'),
      ),
      ask('Vary', 'Origin', {}, header('vary')),
      ask('preflight', '204', preflight(APP_ORIGIN)),
      ask(
        'preflight: origin',
        APP_ORIGIN,
        preflight(APP_ORIGIN),
        header('access-control-allow-origin'),
      ),
      ask(
        'preflight: another origin',
        'none',
        preflight('https://evil.example'),
        header('access-control-allow-origin'),
      ),
      ask(
        'preflight: methods',
        'GET,DELETE',
        preflight(APP_ORIGIN),
        header('access-control-allow-methods'),
      ),
      ask(
        'preflight: headers',
        'Authorization',
        preflight(APP_ORIGIN),
        header('access-control-allow-headers'),
      ),
      ask('preflight: seconds', '7200', preflight(APP_ORIGIN), header('access-control-max-age')),
    ],
  },
  {
    title: 'Removing a day',
    clauses: [
      remove('without a token', '401 Bearer', tomorrow),
      remove('without the scope', '403', tomorrow, { ...editor, scp: 'another_scope' }),
      remove('an app without a user', '403', tomorrow, { ...editor, scp: undefined }),
      remove('without a role', '403', tomorrow, {}),
      remove('with another role', '403', tomorrow, { roles: ['Forecast.Reader'] }),
      remove('with the role in other letters', '403', tomorrow, { roles: ['forecast.editor'] }),
      remove('with a longer name', '403', tomorrow, { roles: ['Forecast.Editor2'] }),
      remove('today', '404', () => dayIn(0), editor),
      remove('not a date', '400', () => 'someday', editor),
      remove('a day that no month has', '400', () => '2030-02-30', editor),
      remove('a date in another format', '400', () => '2030-1-1', editor),
      ask(
        'body without the role',
        'problem details with detail, requiredRole',
        { method: 'DELETE', path: '/2030-01-31' },
        bodyOf,
      ),
      ask(
        'body of a 404',
        'problem details with detail',
        { method: 'DELETE', path: '/2030-01-31', claims: editor },
        bodyOf,
      ),
      ask(
        'body of a 400',
        'problem details with detail',
        { method: 'DELETE', path: '/someday', claims: editor },
        bodyOf,
      ),
      remove('with the role', '204', tomorrow, editor),
      remove('again', '404', tomorrow, editor),
      ask('the rows after it', '4 rows', {}, async (response) => {
        const rows = (await response.json()) as unknown[]
        return `${rows.length} rows`
      }),
    ],
  },
]
