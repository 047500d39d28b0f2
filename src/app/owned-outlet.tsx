import { useSyncExternalStore } from 'react'
import { Outlet, useLoaderData } from 'react-router'
import type { Session } from '../auth/session.ts'
import { Skeleton } from './skeleton.tsx'

/** @returns whose data the loaders get: the account that is active when they begin */
export function loadOwner(session: Session): string | null {
  return session.getActiveAccount()?.homeAccountId ?? null
}

/**
 * The pages of whoever is signed in. React may show new data later than a new account: what was loaded for somebody else is
 * not shown, not for a frame.
 */
export function OwnedOutlet({ session }: { session: Session }) {
  const owner = useLoaderData<string | null>()
  const state = useSyncExternalStore(session.subscribe, session.getState)
  const isOwner = state.status === 'signed-in' && state.account.homeAccountId === owner
  return isOwner ? <Outlet /> : <Skeleton />
}
