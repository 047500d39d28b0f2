import type { Session } from '../auth/session.ts'
import type { Config } from '../config/config.ts'
import { recordingOf } from './recorder.ts'

/** The page that shows the steps of this session. */
export const flowPage = {
  path: '/flow',
  title: 'Flow',
  createRoute({ session, config }: { session: Session; config: Config }) {
    const recording = recordingOf(session)
    if (!recording) return undefined
    return {
      // In a chunk of its own: few users open this page.
      lazy: async () => {
        const { FlowPage } = await import('./flow-page.tsx')
        const props = { recording, session, config }
        return { Component: () => <FlowPage {...props} /> }
      },
    }
  },
}
