const samples = [
  [21, 'Mild'],
  [18, 'Mild'],
  [14, 'Cool'],
  [24, 'Warm'],
  [29, 'Hot'],
  [9, 'Chilly'],
  [3, 'Bracing'],
  [-4, 'Freezing'],
  [33, 'Scorching'],
] as const

/**
 * Days with the same weather in every run.
 * @param count how many, starting tomorrow
 */
export function sampleForecast(count: number) {
  return Array.from({ length: count }, (_, index) => {
    const [temperatureC, summary] = samples[index % samples.length] ?? samples[0]
    const temperatureF = 32 + Math.trunc(temperatureC / 0.5556)
    return { date: dayFromToday(index + 1), temperatureC, temperatureF, summary }
  })
}

/** A calendar day in the format of the API. */
export function dayFromToday(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
}
