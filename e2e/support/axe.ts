import axe from 'axe-core'
import type { CDPSession, Page } from 'playwright/test'
import { openDevTools } from './dev-tools.ts'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * Looks for violations of WCAG 2.2 AA with axe. Runs axe in an isolated world, because the policy of the page allows only
 * its own scripts.
 * @returns one line per element that violates a rule
 */
export async function findViolations(page: Page): Promise<string[]> {
  const session = await openDevTools(page)
  const contextId = await createWorld(session)
  await evaluate(session, contextId, axe.source)
  // An open menu covers the page until the next click closes it.
  const what = `document.querySelector(':popover-open') ? { exclude: ['main'] } : document`
  const run = `axe.run(${what}, { runOnly: ${JSON.stringify(rules)} }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => id + ' ' + target + ': ' + failureSummary)))`
  const violations = await evaluate(session, contextId, run)
  await session.detach()
  return violations as string[]
}

async function createWorld(session: CDPSession): Promise<number> {
  const { frameTree } = await session.send('Page.getFrameTree')
  const frameId = frameTree.frame.id
  const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId })
  return executionContextId
}

async function evaluate(session: CDPSession, contextId: number, expression: string) {
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression,
    contextId,
    awaitPromise: true,
    returnByValue: true,
  })
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description)
  return result.value as unknown
}
