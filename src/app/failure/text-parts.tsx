import { partsOf, type TextPart } from '../explanations/fill-in.ts'

/** A filled-in text, its values and addresses told apart from the words. */
export function TextParts({ text }: { text: string }) {
  return partsOf(text).map((part, index) => <Part key={`${index} ${part.text}`} {...part} />)
}

function Part({ kind, text }: TextPart) {
  if (kind === 'code') return <code>{text}</code>
  if (kind === 'words') return text
  return (
    <a href={text} target="_blank" rel="noopener noreferrer">
      {shortened(text)}
    </a>
  )
}

/** Host and last step of an address: the rest is for the browser. */
function shortened(address: string): string {
  const { host, pathname } = new URL(address)
  const steps = pathname.split('/').filter(Boolean)
  return [host, ...(steps.length > 1 ? ['…'] : []), ...steps.slice(-1)].join('/')
}
