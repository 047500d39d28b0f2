import { type ComponentType, useEffect, useState } from 'react'
import type { FailureProps } from './failure-props.ts'
import { isMissingPart, reloadOnce } from './missing-part.ts'
import { Patience } from '../patience.tsx'

/**
 * Says what went wrong. The words are loaded when they are needed, which is rarely; should they be out of reach as well,
 * the page says at least that, and has a button.
 */
export function Failure(props: FailureProps) {
  const { error, report } = props
  const [words, setWords] = useState(loaded)
  useEffect(() => report(error), [error, report])
  useEffect(() => {
    const load = async () => setWords(await loadWords(error))
    void load()
  }, [error])
  return words ? <words.Card {...props} /> : <Patience />
}

interface Words {
  Card: ComponentType<FailureProps>
}

// Kept, so that the next failure is explained without a blink.
let loaded: Words | undefined

async function loadWords(error: unknown): Promise<Words> {
  if (isMissingPart(error)) await reloadOnce()
  try {
    const { FailureCard } = await import('./on-failure.ts')
    loaded = { Card: FailureCard }
    return loaded
  } catch {
    // The words are a part of the app like any other.
    await reloadOnce()
    return { Card: BareFailure }
  }
}

function BareFailure({ perform }: FailureProps) {
  useEffect(() => {
    const goOn = () => perform('try-again')
    addEventListener('online', goOn)
    return () => removeEventListener('online', goOn)
  }, [perform])
  return (
    <div role="alert" className="error">
      <h1 tabIndex={-1}>
        {navigator.onLine ? 'A part of the app cannot be reached' : 'You are offline'}
      </h1>
      <p className="lead">
        {navigator.onLine
          ? 'Something went wrong, and the page that explains it did not arrive.'
          : 'This device has no connection.'}{' '}
        Nothing is lost, and the app goes on by itself as soon as the connection is back.
      </p>
      <button type="button" className="button" onClick={() => perform('try-again')}>
        Try again
      </button>
    </div>
  )
}
