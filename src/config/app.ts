// The name of this app, from `.env`, and its base path, from Vite's option `base`. index.html and the web manifest use the
// same sources.

/** The name on screen. */
export const appName = import.meta.env.VITE_APP_NAME

/** The page that a sign-in leads to by default, without the base path. */
export const homePath = import.meta.env.VITE_HOME_PATH

/**
 * Adds the base path of the app.
 * @param path begins with `/`
 */
export function ownPath(path: string): string {
  return import.meta.env.BASE_URL + path.slice(1)
}

/** The name of an entry in web storage, unique among copies of the app at other base paths of the origin. */
export function storageName(name: string): string {
  return `${import.meta.env.VITE_STORAGE_PREFIX}.${ownPath(`/${name}`).slice(1)}`
}

/** The event on `window` for each failure that the user sees; `detail` is its report. */
export const failureEvent = `${import.meta.env.VITE_STORAGE_PREFIX}:error`
