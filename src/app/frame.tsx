import type { ReactNode } from 'react'

interface FrameProps {
  children: ReactNode
  /** What stands at the end of the header. */
  menu?: ReactNode
}

/** Header and main part of every page. The same as in index.html, so that nothing moves when React takes over. */
export function Frame({ children, menu }: FrameProps) {
  return (
    <>
      <header className="header">
        <a className="brand" href="/forecast">
          <img src="/icon.svg" alt="" width="28" height="28" /> Weather
        </a>
        {menu}
      </header>
      <main className="page">{children}</main>
    </>
  )
}
