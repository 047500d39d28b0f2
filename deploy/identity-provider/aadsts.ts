import { apisOf, type Config, type NamedApi } from '../../src/config/config.ts'
import { entraErrors } from '../../src/errors/catalogue/entra.ts'
import { deploymentValues, fillIn } from '../../src/errors/fill-in.ts'

/** @returns the number of the first AADSTS error in a text, e.g. `50011` */
export function findErrorNumber(text: string): string | undefined {
  return /AADSTS(\d{4,8})/.exec(text)?.[1]
}

/**
 * Explains an error of Entra as the error page of the app does, with the values of this deployment.
 * @param number as in `AADSTS50011`; unknown ones get a general explanation
 * @param api the requested API; the first of the configuration by default
 */
export function explainErrorNumber(
  number: string,
  { config, app }: { config: Config; app: string },
  api: NamedApi | undefined = apisOf(config)[0],
): { problem: string; fix: string } {
  const entry = Object.hasOwn(entraErrors, number) ? entraErrors[number] : undefined
  if (!entry || !api) {
    return {
      problem: `the identity provider refused the request (AADSTS${number}).`,
      fix: `Look up AADSTS${number} in Microsoft’s list of error codes.`,
    }
  }
  const { title, fix } = entry
  const { key, url, scope } = api
  const { origin, pathname } = new URL(app)
  const values = deploymentValues({
    origin,
    basePath: pathname.replace(/\/?$/, '/'),
    config,
    apis: [{ title: 'API', key, url, scopes: [scope] }],
    home: { title: 'start page', path: '/' },
  })
  const meaning = fillIn(title, values)
  return {
    problem: `${meaning.charAt(0).toLowerCase()}${meaning.slice(1)} (AADSTS${number}).`,
    fix: fillIn(fix, values),
  }
}
