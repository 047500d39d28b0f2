interface StaleNoticeProps {
  /** What went wrong, as a sentence without a full stop. */
  cause: string
  receivedAt: number
  tryAgain: () => Promise<void>
}

const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })

/** Says that what is shown is not the newest, why, and how to try again. */
export function StaleNotice({ cause, receivedAt, tryAgain }: StaleNoticeProps) {
  const time = new Date(receivedAt)
  return (
    <div role="alert" className="notice">
      <p>
        <b>{cause}.</b> You still see the forecast of{' '}
        <time dateTime={time.toISOString()}>{timeOfDay.format(time)}</time>.
      </p>
      <button type="button" className="quiet-button" onClick={() => void tryAgain()}>
        Try again
      </button>
    </div>
  )
}
