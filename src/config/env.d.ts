/** The variables of `.env`, which Vite inlines. */
interface ImportMetaEnv {
  readonly VITE_APP_NAME: string
  readonly VITE_STORAGE_PREFIX: string
  readonly VITE_HOME_PATH: string
}
