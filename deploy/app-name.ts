import { fileURLToPath } from 'node:url'
import { loadEnv } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const { VITE_APP_NAME = '', VITE_STORAGE_PREFIX = '' } = loadEnv('production', root, 'VITE_')

/** The name of the app, from `.env` as Vite reads it for a build. */
export const appName = VITE_APP_NAME

/** The prefix of everything that the app stores in the browser, from `.env`. */
export const storagePrefix = VITE_STORAGE_PREFIX
