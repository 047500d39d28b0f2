type Picture = 'cloud' | 'heat' | 'partly' | 'rain' | 'snow' | 'sun' | 'thermometer' | 'wind'

// The ten summaries of ASP.NET's template, and those of other weather services. The first match counts.
const patterns: readonly [RegExp, Picture][] = [
  [/freez|snow|sleet|hail|ice|icy|frost/i, 'snow'],
  [/rain|shower|drizzle|storm|thunder|wet/i, 'rain'],
  [/bracing|wind|breez|gale|gust/i, 'wind'],
  [/cool|mild|partly|interval|fair/i, 'partly'],
  [/chilly|cloud|overcast|fog|mist|haz|grey|gray/i, 'cloud'],
  [/hot|swelter|scorch|heat/i, 'heat'],
  [/warm|balmy|sun|clear|bright/i, 'sun'],
]

/** @returns a thermometer for an unknown or missing summary */
export function findPicture(summary: string | null): Picture {
  return patterns.find(([pattern]) => pattern.test(summary ?? ''))?.[1] ?? 'thermometer'
}

// SVG paths on a grid of 24. `body` is a closed shape, filled with the colour of the temperature.
const drawings: Readonly<Record<Picture, { lines?: string; body?: string }>> = {
  cloud: { body: 'M7 18.5h10a4.2 4.2 0 0 0 .6-8.4A6 6 0 0 0 6.2 9.9 4.3 4.3 0 0 0 7 18.5z' },
  heat: {
    body: 'M12 6.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11z',
    lines:
      'M12 1.5v2M12 20.5v2M1.5 12h2M20.5 12h2M4.6 4.6 6 6M18 18l1.4 1.4M19.4 4.6 18 6M6 18l-1.4 1.4M8 2.3l.6 1.7M15.4 20l.6 1.7M16 2.3 15.4 4M8.6 20 8 21.7M2.3 8l1.7.6M20 15.4l1.7.6M2.3 16l1.7-.6M20 8.6l1.7-.6',
  },
  partly: {
    body: 'M9 20h8a3.6 3.6 0 0 0 .5-7.2 5.1 5.1 0 0 0-9.7-.2A3.7 3.7 0 0 0 9 20z',
    lines: 'M5.5 11.4a4 4 0 1 1 6.7-4M8.5 1.6v1.5M2 8h1.5M3.9 3.4 5 4.5M13.1 3.4 12 4.5',
  },
  rain: {
    body: 'M7 14.5h10a4 4 0 0 0 .6-7.95A6 6 0 0 0 6.2 6.3 4.15 4.15 0 0 0 7 14.5z',
    lines: 'M8.5 17.5l-1 3M12.5 17.5l-1 3M16.5 17.5l-1 3',
  },
  snow: {
    lines:
      'M12 2.5v19M3.8 7.25l16.4 9.5M20.2 7.25l-16.4 9.5M9.5 3.9 12 6.4l2.5-2.5M9.5 20.1l2.5-2.5 2.5 2.5M3.9 10.5l3.3-.9-.9-3.3M20.1 13.5l-3.3.9.9 3.3M6.3 17.7l.9-3.3-3.3-.9M17.7 6.3l-.9 3.3 3.3.9',
  },
  sun: {
    body: 'M12 7.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z',
    lines:
      'M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4',
  },
  thermometer: {
    body: 'M14 14.2V5.5a2 2 0 1 0-4 0v8.7a4 4 0 1 0 4 0z',
    lines: 'M12 9v8.5M17 5h2.5M17 8.5h2.5M17 12h2.5',
  },
  wind: {
    lines:
      'M2.5 9h11.2a2.7 2.7 0 1 0-2.7-2.7M2.5 13h16a2.7 2.7 0 1 1-2.7 2.7M2.5 17h7.7a2.2 2.2 0 1 1-2.2 2.2',
  },
}

/** The picture of a summary, hidden from screen readers because the page shows the summary as text. */
export function WeatherPicture({ summary }: { summary: string | null }) {
  const { lines, body } = drawings[findPicture(summary)]
  return (
    <svg className="picture" viewBox="0 0 24 24" aria-hidden="true">
      {body && <path className="body" d={body} />}
      {lines && <path d={lines} />}
    </svg>
  )
}
