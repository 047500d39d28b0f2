// What a person chose, and nothing about who they are: it stays after sign-out and holds in every tab, so it cannot live
// in src/auth's tab storage, which ends with the session.
const keys = {
  /** `celsius` or `fahrenheit`. */
  unit: 'weather.unit',
} as const

type Preference = keyof typeof keys

/** @returns what was chosen, unchecked; undefined when nothing was, or the browser blocks storage */
export function recallPreference(preference: Preference): string | undefined {
  try {
    return localStorage.getItem(keys[preference]) ?? undefined
  } catch {
    return undefined
  }
}

/** Keeps a choice where the browser lets us; where it does not, the choice holds until the page is left. */
export function rememberPreference(preference: Preference, value: string): void {
  try {
    localStorage.setItem(keys[preference], value)
  } catch {
    // A preference is never worth an error.
  }
}
