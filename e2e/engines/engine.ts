/** A browser engine that the journeys run in. */
export interface Engine {
  name: string
  /** What to install if {@link Engine.isInstalled} is false. */
  installation: string
  isInstalled: () => boolean
  /** Starts the browser. It accepts every certificate. */
  start: () => Promise<RunningEngine>
}

export interface RunningEngine {
  version: string
  /** Opens a profile without any data: its tabs share cookies and storage with no other profile. */
  openProfile: () => Promise<Profile>
  close: () => Promise<void>
}

export interface Profile {
  openTab: () => Promise<Tab>
  close: () => Promise<void>
}

/** The little that every engine can do. Everything else, such as Back, is a script in the page. */
export interface Tab {
  /** Opens a URL and waits until its document, or the one that it redirects to, has been parsed. */
  open: (url: string) => Promise<void>
  /**
   * Evaluates an expression in the page.
   * @returns its value, as JSON
   * @throws while the tab navigates
   */
  evaluate: (expression: string) => Promise<unknown>
  /**
   * Clicks like a user, with a trusted event.
   * @param expression the element, or a falsy value
   * @throws if there is no such element, or while the tab navigates
   */
  click: (expression: string) => Promise<void>
  /** Changes the size of the window. */
  resize: (width: number, height: number) => Promise<void>
}
