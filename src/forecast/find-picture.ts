export type Picture = 'cloud' | 'heat' | 'partly' | 'rain' | 'snow' | 'sun' | 'thermometer' | 'wind'

// The ten words of ASP.NET's template, and what other weather services say. The first that fits decides.
const words: readonly [RegExp, Picture][] = [
  [/freez|snow|sleet|hail|ice|icy|frost/i, 'snow'],
  [/rain|shower|drizzle|storm|thunder|wet/i, 'rain'],
  [/bracing|wind|breez|gale|gust/i, 'wind'],
  [/cool|mild|partly|interval|fair/i, 'partly'],
  [/chilly|cloud|overcast|fog|mist|haz|grey|gray/i, 'cloud'],
  [/hot|swelter|scorch|heat/i, 'heat'],
  [/warm|balmy|sun|clear|bright/i, 'sun'],
]

/** @returns the picture for a word of the API; a thermometer when there is none or it is not known */
export function findPicture(summary: string | null): Picture {
  return words.find(([pattern]) => pattern.test(summary ?? ''))?.[1] ?? 'thermometer'
}
