import { SlowNotice } from '../errors/page/slow-notice.tsx'

// Part of index.html, which shows it before React renders. React then removes it from the page.
const shapes = document.querySelector('.skeleton')

/** The placeholder of a page that is loading. */
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
