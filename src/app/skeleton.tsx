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
      <p className="visually-hidden" role="status">
        Loading…
      </p>
      <Patience />
      <div className="bone bone-title" />
      <div className="bone bone-reading" />
      <div className="bone bone-days" />
      <div className="bone bone-table" />
    </>
  )
}
