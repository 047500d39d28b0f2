import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config/parse-config.ts'
import { inlineHashes } from './content-security-policy.ts'
import { embedConfiguration, readEmbedded } from './embedded-configuration.ts'

const config = parseConfig({
  authority: 'https://login.microsoftonline.com/contoso.example',
  clientId: '11111111-2222-3333-4444-555555555555',
  weatherApi: { url: '/WeatherForecast', scope: 'api://weather/access_as_user' },
})
const link = '<link rel="preload" href="/app/config.json" as="fetch" crossorigin  />'
const built = `<!doctype html><head>${link}<script>run()</script></head>`

describe('a configuration in the document', () => {
  it('replaces the link that fetches config.json, and can be read again', () => {
    const html = embedConfiguration(built, config)
    expect(html).not.toContain('config.json')
    expect(JSON.parse(readEmbedded(html) ?? '')).toEqual(config)
  })

  it('is replaced by the next one', () => {
    const other = { ...config, clientId: '99999999-2222-3333-4444-555555555555' }
    const html = embedConfiguration(embedConfiguration(built, config), other)
    expect(html).toBe(embedConfiguration(built, other))
  })

  it('needs no hash in the policy', () => {
    expect(inlineHashes(embedConfiguration(built, config))).toEqual(inlineHashes(built))
  })

  it.each(['</script><script>alert(1)</script>', '<!--<script>', '$&$1'])(
    'cannot leave its element: %s',
    (url) => {
      const html = embedConfiguration(built, { ...config, apis: { odd: { url, scope: 'x' } } })
      expect(html.match(/<\/?script/g)).toHaveLength(4)
      expect(JSON.parse(readEmbedded(html) ?? '')).toMatchObject({ apis: { odd: { url } } })
    },
  )

  it('is left out of a document without a place for it', () => {
    const html = '<!doctype html><p>Another app</p>'
    expect(embedConfiguration(html, config)).toBe(html)
    expect(readEmbedded(html)).toBeUndefined()
  })
})
