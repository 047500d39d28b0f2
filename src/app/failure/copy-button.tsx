import { type ReactNode, useState } from 'react'

interface CopyButtonProps {
  /** What is copied. */
  text: string
  className: string
  children: ReactNode
}

/** Copies a text, and says whether that worked: without a secure connection browsers do not let a page do it. */
export function CopyButton({ text, className, children }: CopyButtonProps) {
  const [outcome, setOutcome] = useState('')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setOutcome('Copied.')
    } catch {
      setOutcome('The browser did not let the app copy it. Mark the text and copy it yourself.')
    }
  }
  return (
    <span className="copy">
      <button type="button" className={className} onClick={() => void copy()}>
        {children}
      </button>
      <span role="status">{outcome}</span>
    </span>
  )
}
