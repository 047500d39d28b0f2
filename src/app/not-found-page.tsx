import { useNavigate } from 'react-router'
import type { Config } from '../config/config.ts'
import { NoSuchPageError } from '../errors/app-errors.ts'
import { Failure } from './failure/failure.tsx'
import { homePath } from '../config/app.ts'

const failure = new NoSuchPageError()

/** For an address that leads nowhere. */
export function NotFoundPage({ config }: { config: Config }) {
  const navigate = useNavigate()
  return (
    <Failure
      error={failure}
      config={config}
      isSignedIn={false}
      perform={() => void navigate(homePath)}
      isBusy={false}
      report={ignore}
    />
  )
}

// A mistyped address is no failure of the app.
function ignore(): void {}
