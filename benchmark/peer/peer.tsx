import {
  type AccountInfo,
  createStandardPublicClientApplication,
  type IPublicClientApplication,
} from '@azure/msal-browser'
import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import type { Config } from '../../src/config/config.ts'

// The least that a React app with MSAL needs for the same forecast: no router, no error page, no style sheet.

declare const config: Config & { weatherApi: NonNullable<Config['weatherApi']> }

interface Entry {
  date: string
  temperatureC: number
  temperatureF: number
  summary: string
}

const scopes = [config.weatherApi.scope]

interface AppProps {
  msal: IPublicClientApplication
  account: AccountInfo | undefined
}

function App({ msal, account }: AppProps) {
  const [entries, setEntries] = useState<readonly Entry[]>()
  const [refreshes, setRefreshes] = useState(0)
  useEffect(() => {
    if (account) void fetchForecast(msal, account).then(setEntries)
  }, [msal, account, refreshes])
  if (!account) {
    return (
      <button id="sign-in" type="button" onClick={() => void msal.loginRedirect({ scopes })}>
        Sign in
      </button>
    )
  }
  if (!entries) return <p>Loading…</p>
  return (
    <>
      <button className="refresh" type="button" onClick={() => setRefreshes(refreshes + 1)}>
        Refresh
      </button>
      <table>
        <tbody>
          {entries.map(({ date, temperatureC, temperatureF, summary }) => (
            <tr key={date}>
              <td>{date}</td>
              <td>{temperatureC}</td>
              <td>{temperatureF}</td>
              <td>{summary}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

async function fetchForecast(msal: IPublicClientApplication, account: AccountInfo) {
  const { accessToken } = await msal.acquireTokenSilent({ account, scopes })
  const headers = { Authorization: `Bearer ${accessToken}` }
  const response = await fetch(config.weatherApi.url, { headers })
  return (await response.json()) as Entry[]
}

const msal = await createStandardPublicClientApplication({
  auth: {
    clientId: config.clientId,
    authority: config.authority,
    knownAuthorities: [new URL(config.authority).host],
    authorityMetadata: JSON.stringify(config.authorityMetadata),
    redirectUri: `${location.origin}/`,
  },
  cache: { cacheLocation: 'sessionStorage' },
})
const result = await msal.handleRedirectPromise()
const account = result?.account ?? msal.getAllAccounts()[0]
const root = document.getElementById('root')
if (root) createRoot(root).render(<App msal={msal} account={account} />)
