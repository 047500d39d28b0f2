import { WeatherPicture } from './weather-picture.tsx'

/** In place of the weather when the API answered an empty list. */
export function NoForecast() {
  return (
    <section className="next-day">
      <WeatherPicture summary="cloud" />
      <h1 tabIndex={-1}>Nothing to forecast yet</h1>
      <p className="lead">The weather service has no forecast at the moment. Look again later.</p>
    </section>
  )
}
