import { Link, useFetcher, useLoaderData } from 'react-router'
import { type Api, createApi, describeApi } from '../../api/api.ts'
import { ApiError } from '../../api/api-error.ts'
import type { Session } from '../../auth/session.ts'
import { type Page, useAccess } from '../../errors/page/page.ts'
import { type ForecastEntry, parseForecast } from '../forecast.ts'
import { weatherApi } from '../loader.ts'

/** The app role of forecast editors. It exists in two app registrations: this page needs it in both. */
const editor = { role: 'Forecast.Editor' }

/** The page where editors remove days of the forecast. */
export const editPage: Page = {
  path: '/edit',
  title: 'Edit',
  api: weatherApi,
  requires: editor,
  createRoute({ config, session }) {
    const weather = createApi(session, describeApi(config, weatherApi.key, weatherApi.title))
    return {
      loader: ({ request }: { request: Request }) =>
        weather.request('', parseForecast, { navigation: request }),
      action: ({ request }: { request: Request }) => removeDay(weather, request),
      // In a chunk of its own: few users may open this page.
      lazy: async () => {
        const { EditPage } = await import('./edit-page.tsx')
        return {
          Component: () => (
            <EditPage entries={useLoaderData<ForecastEntry[]>()} fetcher={useFetcher<string>()} />
          ),
        }
      },
    }
  },
}

/** @returns the day that was removed, `YYYY-MM-DD` */
async function removeDay(weather: Api, request: Request): Promise<string> {
  const field = (await request.formData()).get('day')
  const day = typeof field === 'string' ? field : ''
  const call = { method: 'DELETE', ...editor, navigation: request } as const
  try {
    await weather.request(`/${encodeURIComponent(day)}`, () => undefined, call)
  } catch (error) {
    const isUnknown = error instanceof ApiError && error.status === 404
    if (!isUnknown || (await hasDay(weather, day, request))) throw error
  }
  return day
}

// A day that the API does not find was removed by another editor, or by an attempt whose response was lost. If the forecast
// still has it, the API cannot remove days.
async function hasDay(weather: Api, day: string, navigation: Request): Promise<boolean> {
  const entries = await weather.request('', parseForecast, { navigation })
  return entries.some(({ date }) => date === day)
}

/** A link to the page, for those who may open it. */
export function EditLink({ session }: { session: Session }) {
  const mayEdit = useAccess(session, editor)
  return mayEdit && <Link to={editPage.path}>Edit the forecast</Link>
}
