import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Copy, copyRepository } from './copy.ts'

// Each test changes a copy of this repository and runs types, lint and build. That takes half a minute, so only
// `npm run test:all` runs them.
const isLong = process.env['LONG_TAIL'] !== undefined

let copy: Copy
beforeEach(() => {
  copy = copyRepository()
})
afterEach(() => copy.discard())

/** The files that ship, without tests. */
const shipped = () =>
  copy
    .files()
    .filter((file) => /^(?:src\/|index\.html$|vite\.config\.ts$|\.env$)/.test(file))
    .filter((file) => !/\.test\.tsx?$/.test(file))

const linesOf = (file: string) => copy.read(file).split('\n')

/** Deletes every remaining line that names a feature. @returns how many there were */
function deleteLinesNaming(name: RegExp): number {
  let deleted = 0
  for (const file of shipped()) {
    const lines = linesOf(file)
    const others = lines.filter((line) => !name.test(line))
    if (others.length < lines.length) copy.write(file, others.join('\n'))
    deleted += lines.length - others.length
  }
  return deleted
}

/** Finds a name in the files that ship. */
function findNamed(name: RegExp): string[] {
  return shipped().flatMap((file) => [
    ...(name.test(file) ? [file] : []),
    ...linesOf(file).flatMap((line) => (name.test(line) ? [`${file}: ${line.trim()}`] : [])),
  ])
}

describe.runIf(isLong)('removing a feature', { timeout: 300_000 }, () => {
  it.each([
    {
      feature: 'the sign-in flow, step by step',
      parts: ['src/flow', 'e2e/journeys/flow', 'e2e/journeys/session/msal-react.spec.ts'],
      name: /\bflow\b|recordFlow|flowPage/i,
    },
    {
      feature: 'the profile',
      parts: ['src/profile', 'e2e/journeys/profile'],
      name: /profilePage|src\/profile/,
    },
    {
      feature: 'the page for editors',
      parts: ['src/forecast/edit', 'e2e/journeys/roles'],
      name: /\bedit(?:Page|Link)?\b|editors/i,
    },
    {
      feature: 'the chart',
      parts: ['src/forecast/chart'],
      name: /\bchart\b/i,
    },
    {
      feature: 'signing out when idle',
      parts: ['src/auth/idle.ts', 'e2e/journeys/session/idle.spec.ts'],
      name: /\bidle\b|WhenIdle|idleMinutes/i,
    },
  ])('takes its folder and at most five lines: $feature', async ({ parts, name }) => {
    copy.remove(...parts)
    expect(deleteLinesNaming(name)).toBeLessThanOrEqual(5)
    expect(await copy.complaints()).toBe('')
    expect(findNamed(name)).toEqual([])
  })
})

const orders = {
  'src/orders/orders.ts': `import * as v from 'valibot'
import { UnreadableResponseError } from '../http/http-errors.ts'

const schema = v.array(v.object({ id: v.string(), item: v.string() }))

export type Orders = v.InferOutput<typeof schema>

/** @throws {UnreadableResponseError} when it is no list of orders */
export function parseOrders(body: unknown, url: string): Orders {
  const result = v.safeParse(schema, body)
  if (result.success) return result.output
  throw new UnreadableResponseError(url, 'shape', result.issues[0].message)
}
`,
  'src/orders/route.tsx': `import { useLoaderData } from 'react-router'
import { createApi, describeApi } from '../api/api.ts'
import type { Page } from '../errors/page/page.ts'
import { useTitle } from '../errors/page/use-title.ts'
import { type Orders, parseOrders } from './orders.ts'

const api = { key: 'apis.orders', title: 'order service' }

export const ordersPage: Page = {
  path: '/orders',
  title: 'Orders',
  api,
  createRoute({ config, session }) {
    const service = createApi(session, describeApi(config, api.key, api.title))
    return {
      loader: ({ request }: { request: Request }) =>
        service.request('/orders', parseOrders, { navigation: request }),
      element: <OrdersPage />,
    }
  },
}

function OrdersPage() {
  useTitle('Orders')
  const orders = useLoaderData<Orders>()
  return (
    <>
      <h1 tabIndex={-1}>Orders</h1>
      <ul>
        {orders.map(({ id, item }) => (
          <li key={id}>{item}</li>
        ))}
      </ul>
    </>
  )
}
`,
}

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) copy.write(path, text)
}

const settings = `"authority": "https://login.microsoftonline.com/contoso.example",
"clientId": "11111111-2222-3333-4444-555555555555",
"weatherApi": {
  "url": "https://weather.contoso.example/WeatherForecast",
  "scope": "api://weather/access_as_user"
}`

/** The examples of a document that begin with the path of their file. */
function examplesIn(document: string): { path: string; text: string }[] {
  const examples = readFileSync(document, 'utf8').matchAll(/```tsx?\n\/\/ (\S+)\n([\s\S]*?)```/g)
  return Array.from(examples, ([, path = '', text = '']) => ({ path, text }))
}

describe.runIf(isLong)('another feature', { timeout: 300_000 }, () => {
  it('replaces the forecast with one folder, one route and one constant', async () => {
    copy.remove('src/forecast')
    write(orders)
    copy.replace(
      'src/app/routes.tsx',
      "import { forecastPages } from '../forecast/forecast-page.tsx'",
      "import { ordersPage } from '../orders/route.tsx'",
    )
    copy.replace('src/app/routes.tsx', '  ...forecastPages,', '  ordersPage,')
    copy.replace('.env', 'VITE_HOME_PATH=/forecast', 'VITE_HOME_PATH=/orders')
    expect(findNamed(/(?<!Weather)forecast/i)).toEqual([])
    expect(await copy.complaints()).toBe('')
    expect(copy.readBuilt('index.html')).toContain('href="/orders"')
  })

  it('adds a page with data of another API, as docs/add-an-api.md says', async () => {
    const page = copy.read('src/profile/profile-page.tsx')
    const data = copy.read('src/profile/profile.ts')
    const style = copy.read('src/profile/profile.css')
    copy.remove('src/profile')
    deleteLinesNaming(/profilePage/)
    expect(await copy.complaints()).toBe('')
    const [route, pages] = examplesIn('docs/add-an-api.md')
    write({
      'src/profile/route.tsx': route?.text ?? '',
      'src/profile/profile-page.tsx': page,
      'src/profile/profile.ts': data,
      'src/profile/profile.css': style,
    })
    expect([route?.path, pages?.path]).toEqual(['src/profile/route.tsx', 'src/app/routes.tsx'])
    const [importLine = '', listed = ''] = (pages?.text ?? '').split('\n\n')
    copy.replace('src/app/routes.tsx', 'import { Frame', `${importLine}\nimport { Frame`)
    copy.replace('src/app/routes.tsx', '  flowPage,', '  profilePage,\n  flowPage,')
    expect(copy.read('src/app/routes.tsx')).toContain(listed.trim())
    const [, setting = ''] = /```json\n([\s\S]+?)```/.exec(copy.read('docs/add-an-api.md')) ?? []
    copy.write('public/config.json', `{${settings},${setting}}`)
    expect(await copy.complaints()).toBe('')
    const policy = copy.readBuilt('staticwebapp.config.json')
    expect(policy).toContain('https://weather.contoso.example https://graph.microsoft.com')
  })

  it('adds a page without data with one file and one route', async () => {
    copy.write('src/app/about-page.tsx', aboutPage ?? '')
    copy.replace(
      'src/app/routes.tsx',
      'import { Frame',
      "import { aboutPage } from './about-page.tsx'\nimport { Frame",
    )
    copy.replace('src/app/routes.tsx', '  flowPage,', '  flowPage,\n  aboutPage,')
    expect(await copy.complaints()).toBe('')
  })
})

/** The example of docs/architecture.md. */
const aboutPage = examplesIn('docs/architecture.md').find(
  ({ path }) => path === 'src/app/about-page.tsx',
)?.text

describe.runIf(isLong)('renaming the app', { timeout: 300_000 }, () => {
  it('changes one file', async () => {
    const env = copy.read('.env').replace(/(?<=^VITE_APP_NAME=).*/m, 'Harbour')
    copy.write('.env', env.replace(/(?<=^VITE_STORAGE_PREFIX=).*/m, 'harbour'))
    expect(await copy.complaints()).toBe('')
    const page = copy.readBuilt('index.html')
    expect(page).toContain('<title>Harbour</title>')
    expect(page).toContain('harbour.')
    expect(JSON.parse(copy.readBuilt('manifest.webmanifest'))).toMatchObject({ name: 'Harbour' })
    // The name of the app, the storage prefix and events. Texts about the weather keep the word.
    const old = /\bWeather\b(?! API)|\bweather[.:]\w/
    const built = copy.builtFiles().filter((file) => old.test(copy.readBuilt(file)))
    expect(built).toEqual([])
  })
})
