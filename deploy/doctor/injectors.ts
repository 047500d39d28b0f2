/** A product that injects markup into documents, and how to turn it off. */
export interface Injector {
  who: string
  fix: string
}

/** @returns the product that usually injects this markup; undefined when it is unknown */
export function findInjector(markup: string): Injector | undefined {
  const found = injectors.find(([pattern]) => pattern.test(markup))
  return found && { who: found[1], fix: found[2] }
}

const elsewhere = 'Turn it off for this site'

// Names of settings as of 2026; vendors move them.
const injectors: readonly [RegExp, who: string, fix: string][] = [
  [
    /rocket-loader|data-cf-settings|type="[0-9a-f]{20,}-/i,
    'Cloudflare Rocket Loader',
    'Turn off Rocket Loader for this host, under Speed → Settings in Cloudflare: it also keeps the app’s own scripts from running.',
  ],
  [
    /cloudflareinsights\.com|data-cf-beacon/i,
    'Cloudflare Web Analytics',
    'Turn off its automatic setup for this host, under Web Analytics → Manage site in Cloudflare.',
  ],
  [
    /email-decode|\/cdn-cgi\/l\/email|__cf_email__/i,
    'Cloudflare Email Address Obfuscation',
    'Turn off Email Address Obfuscation for this host, under Security → Settings (Scrape Shield) in Cloudflare.',
  ],
  [
    /challenge-platform|__CF\$cv\$params|\/cdn-cgi\/bm\//i,
    'Cloudflare’s bot detection (JavaScript Detections, Bot Fight Mode)',
    'Turn off Bot Fight Mode and JavaScript Detections for this host, under Security → Bots in Cloudflare.',
  ],
  [/\/cdn-cgi\/zaraz|zaraz\./i, 'Cloudflare Zaraz', `${elsewhere}, under Zaraz in Cloudflare.`],
  [
    /\/cdn-cgi\/|cloudflare/i,
    'Cloudflare',
    `${elsewhere} in Cloudflare. The URL names the feature.`,
  ],
  [
    /netlify/i,
    'Netlify (its drawer, real user metrics or snippet injection)',
    `${elsewhere}, under Project configuration in Netlify: Netlify Drawer, Metrics, Snippet injection.`,
  ],
  [
    /vercel\.live|\/_vercel\/|_next-live|vercel-scripts/i,
    'Vercel (its toolbar or analytics)',
    `${elsewhere}, under Settings → General → Vercel Toolbar, and under Analytics.`,
  ],
  [
    /appinsights|applicationinsights|monitor\.azure\.com|vo\.msecnd\.net/i,
    'Azure Application Insights',
    'Turn off the client-side monitoring of the App Service: APPINSIGHTS_JAVASCRIPT_ENABLED is false. To use it, import it into the app.',
  ],
  [
    /NREUM|nr-data\.net|newrelic/i,
    'New Relic',
    'Turn off the automatic browser agent: browser_monitoring.auto_instrument is false.',
  ],
  [
    /ruxitagent|dtConfig|dynatrace|_jsagent/i,
    'Dynatrace',
    'Turn off the automatic injection of real user monitoring for this application.',
  ],
  [/adrum/i, 'AppDynamics', 'Turn off the automatic injection of browser monitoring.'],
  [/datadoghq|DD_RUM/i, 'Datadog', 'Turn off the automatic injection of browser monitoring.'],
  [
    /go-mpulse\.net|boomerang|BOOMR|\/akam\//i,
    'Akamai (mPulse or Bot Manager)',
    'Turn it off for this host in the property of Akamai.',
  ],
  [/_Incapsula_Resource|incapsula|imperva/i, 'Imperva', `${elsewhere} in Imperva.`],
  [/\/TSPD\/|TSPD_/, 'F5 bot defense', `${elsewhere} in the policy of the load balancer.`],
  [/datadome/i, 'DataDome', `${elsewhere} in DataDome.`],
  [/px-c(?:dn|loud)\.net|perimeterx|human-security/i, 'HUMAN (PerimeterX)', `${elsewhere} there.`],
  [
    /pagespeed/i,
    'the PageSpeed module of the web server',
    'Turn it off: `pagespeed off;` or `ModPagespeed off`.',
  ],
  [
    /kaspersky/i,
    'Kaspersky, on this computer',
    'Turn off "Inject script into web traffic" in its network settings. Other users get the document without it.',
  ],
  [
    /browser-sync|livereload|live-server|five-server|Code injected by/i,
    'a development server with live reload',
    'Serve the built folder with another server.',
  ],
  [
    /googletagmanager|google-analytics|gtag\(|clarity\.ms|hotjar|matomo|plausible|connect\.facebook/i,
    'a web analytics tag',
    'Turn it off where it is added, in the settings of the host or the CDN.',
  ],
]
