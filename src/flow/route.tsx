import type { Page } from '../errors/page/page.ts'
import { recordingOf } from './recorder.ts'

/** The page that shows the steps of this session. */
export const flowPage: Page = {
  path: '/flow',
  title: 'Flow',
  createRoute({ session, config }) {
    const recording = recordingOf(session)
    if (!recording) return undefined
    return {
      // In a chunk of its own: few users open this page.
      lazy: async () => {
        const [{ FlowPage }, { msal }] = await Promise.all([
          import('./flow-page.tsx'),
          session.getClient(),
        ])
        const props = { recording, session, config, msal }
        return { Component: () => <FlowPage {...props} /> }
      },
    }
  },
}
