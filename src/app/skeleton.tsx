import { Frame } from './frame.tsx'
import { Patience } from './patience.tsx'

/** What stands in for the app until there is data; the same as in index.html, so that nothing is seen to change. */
export function Skeleton() {
  return (
    <Frame>
      <Bones />
    </Frame>
  )
}

/** The shapes of a page to come. */
export function Bones() {
  return (
    <>
      <Patience />
      <h1 className="bone bone-title">Loading…</h1>
      <div className="bone bone-reading" />
      <div className="bone bone-days" />
      <div className="bone bone-table" />
    </>
  )
}
