import { entriesByNumber } from '../../src/app/explanations/catalogue.ts'
import { deploymentValues } from '../../src/app/explanations/deployment-values.ts'
import { fillIn } from '../../src/app/explanations/fill-in.ts'
import { apisOf, type Config, type NamedApi } from '../../src/config/config.ts'

/** @returns the number of the first AADSTS error in a text, e.g. `50011` */
export function findErrorNumber(text: string): string | undefined {
  return /AADSTS(\d{4,8})/.exec(text)?.[1]
}

/**
 * What an error of Entra means and how to fix it, as the error page of the app says it, with the values of this
 * deployment.
 * @param number as in `AADSTS50011`; one that the app does not know gets a general answer
 * @param api the API that was asked for; the first of the configuration by default
 */
export function explainErrorNumber(
  number: string,
  { config, app }: { config: Config; app: string },
  api: NamedApi | undefined = apisOf(config)[0],
): { problem: string; fix: string } {
  const entry = Object.hasOwn(entriesByNumber, number) ? entriesByNumber[number] : undefined
  if (!entry || !api) {
    return {
      problem: `the identity provider refused (AADSTS${number}).`,
      fix: `Look up AADSTS${number} in Microsoft’s list of error codes.`,
    }
  }
  const { title, fix } = entry
  const values = deploymentValues(app, { ...config, weatherApi: api })
  return {
    problem: `${title.charAt(0).toLowerCase()}${title.slice(1)} (AADSTS${number}).`,
    fix: fillIn(fix, values).replaceAll('weatherApi.', `${api.key}.`),
  }
}
