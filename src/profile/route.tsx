import { useLoaderData } from 'react-router'
import { createApi, describeApi } from '../api/api.ts'
import type { Page } from '../errors/page/page.ts'
import { createProfileLoader, type Profile } from './profile.ts'

const api = { key: 'apis.graph', title: 'profile service' }

/** The page of the signed-in user, with data of Microsoft Graph. */
export const profilePage: Page = {
  path: '/profile',
  title: 'Profile',
  api,
  createRoute({ config, session }) {
    if (!config.apis?.['graph']) return undefined
    const graph = createApi(session, describeApi(config, api.key, api.title))
    return {
      loader: createProfileLoader(graph),
      // In a chunk of its own: few users open this page.
      lazy: async () => {
        const { ProfilePage } = await import('./profile-page.tsx')
        return { Component: () => <ProfilePage {...useLoaderData<Profile>()} /> }
      },
    }
  },
}
