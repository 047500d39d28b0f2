// What this app is called, from `.env`, and where it lies on its host, from Vite's option `base`. index.html and the web
// manifest take both from there as well.

/** The name that people see. */
export const appName = import.meta.env.VITE_APP_NAME

/** The page that a sign-in leads to, as the router names it. */
export const homePath = import.meta.env.VITE_HOME_PATH

/**
 * The path of a page or file of this app on its origin.
 * @param path as the router names it: begins with `/`
 */
export function ownPath(path: string): string {
  return import.meta.env.BASE_URL + path.slice(1)
}

/** @returns the name under which the browser stores something of this app; a copy below another path has names of its own */
export function storageName(name: string): string {
  return `${import.meta.env.VITE_STORAGE_PREFIX}.${ownPath(`/${name}`).slice(1)}`
}

/** The event on `window` that tells of a failure (its `detail`): the place to connect telemetry. */
export const failureEvent = `${import.meta.env.VITE_STORAGE_PREFIX}:error`
