/** The settings of `.env` that Vite builds in. */
interface ImportMetaEnv {
  readonly VITE_APP_NAME: string
  readonly VITE_STORAGE_PREFIX: string
  readonly VITE_HOME_PATH: string
}
