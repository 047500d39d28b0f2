import { appName, storagePrefix } from '../../deploy/app-name.ts'

// src/config/app.ts has the same rules, but runs only where Vite sets `import.meta.env`.

export { appName }

/** The name of an entry in web storage. */
export function storageName(name: string, basePath = '/'): string {
  return `${storagePrefix}.${basePath.slice(1)}${name}`
}

/** The event for each failure that the user sees. */
export const failureEvent = `${storagePrefix}:error`
