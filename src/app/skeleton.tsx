import { SlowNotice } from '../errors/page/slow-notice.tsx'

// It is written down in index.html, which shows it before there is React. React takes that page's place.
const shapes = document.querySelector('.skeleton')

/** What stands in for a page until there is data. */
export function Skeleton() {
  return (
    <>
      <SlowNotice />
      <div ref={fill} />
    </>
  )
}

function fill(place: HTMLElement | null): void {
  if (shapes) place?.replaceChildren(shapes.cloneNode(true))
}
