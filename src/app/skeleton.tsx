import { Frame } from './frame.tsx'

/** What stands in for a page until its data is there. */
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
    <div aria-busy="true">
      <p className="visually-hidden" role="status">
        Loading…
      </p>
      <div className="bone bone-title" />
      <div className="bone bone-card" />
    </div>
  )
}
