/**
 * Someone who watches the requests of this app. It is handed access tokens as they are: none may be kept. Returns whom to
 * tell of the answer, or with undefined that none came.
 */
export type RequestObserver = (request: {
  url: string
  accessToken: string | undefined
}) => (answer: { status: number; headers: Headers } | undefined) => void
