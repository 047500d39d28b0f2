import type { ReactNode } from 'react'
import { Link, useInRouterContext } from 'react-router'
import { appName, homePath } from '../config/app.ts'

interface FrameProps {
  children: ReactNode
  /** What stands in the header after the name of the app. */
  header?: ReactNode
}

/** Header and main part of every page. They look as in index.html, so that nothing moves when React takes over. */
export function Frame({ children, header }: FrameProps) {
  return (
    <>
      <header className="header">
        <Brand />
        {header}
      </header>
      <main className="page" id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  )
}

function Brand() {
  const content = (
    <>
      <img src="/icon.svg" alt="" width="32" height="32" /> {appName}
    </>
  )
  // The frame also stands around errors of the time before there is a router.
  return useInRouterContext() ? (
    <Link className="brand" to={homePath}>
      {content}
    </Link>
  ) : (
    <a className="brand" href={homePath}>
      {content}
    </a>
  )
}
