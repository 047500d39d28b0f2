// What this app is called, from `.env`. index.html and the web manifest take it from there as well.

/** The name that people see. */
export const appName = import.meta.env.VITE_APP_NAME

/** The page that a sign-in leads to. */
export const homePath = import.meta.env.VITE_HOME_PATH

/** @returns the name under which the browser stores something of this app */
export function storageName(name: string): string {
  return `${import.meta.env.VITE_STORAGE_PREFIX}.${name}`
}

/** The event on `window` that tells of a failure (its `detail`): the place to connect telemetry. */
export const failureEvent = `${import.meta.env.VITE_STORAGE_PREFIX}:error`
