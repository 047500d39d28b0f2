import { useSyncExternalStore } from 'react'
import type { RouteObject } from 'react-router'
import type { ApiDescription } from '../../api/api-error.ts'
import { checkAccess, type Requirement } from '../../auth/access.ts'
import type { Session } from '../../auth/session.ts'
import type { Config } from '../../config/config.ts'
import type { ErrorContext } from '../fill-in.ts'

/** A protected page, described by its feature. `src/app/routes.tsx` lists all of them. */
export interface Page {
  path: string
  /** Its label in the navigation. */
  title: string
  /** The API that it calls: its key in the configuration, and its name for users, which follows "the". */
  api?: Pick<ApiDescription, 'key' | 'title'>
  /** What an account needs for it. The navigation shows the page to no other account. */
  requires?: Requirement
  /** @returns undefined when the configuration disables the page */
  createRoute: (parts: PageParts) => Omit<RouteObject, 'path' | 'children' | 'index'> | undefined
}

/** What a page gets from the app. */
export interface PageParts {
  config: Config
  session: Session
  errorContext: ErrorContext
  /** Reports a failure that the user sees. */
  report: (error: unknown) => void
}

/**
 * For a part of a page that only some accounts may use.
 * @returns whether the active account has what is required; updated when a new token says otherwise
 */
export function useAccess(session: Session, requirement: Requirement): boolean {
  const state = useSyncExternalStore(session.subscribe, session.getState)
  return state.status === 'signed-in' && checkAccess(state.account, requirement) === 'granted'
}
