import { mfaPage } from '../pages/mfa-page.ts'
import type { Step } from './step.ts'

/** Approving stands for the second factor. */
export const mfaStep: Step = {
  title: 'Approve sign-in request',
  page: ({ userName }) => mfaPage(userName ?? ''),
  decide: (_, form) => (form.get('action') === 'approve' ? { mfa: {} } : undefined),
}
