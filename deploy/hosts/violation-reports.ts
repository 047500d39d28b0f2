import type { Config } from '../../src/config/config.ts'

/** The name of the collector in `Reporting-Endpoints`, to which policies refer. */
export const reportEndpoint = 'violations'

type Collector = Pick<Config, 'reportTo'>

/** The header that declares the collector (Reporting API §3.2); none without a collector. */
export function reportHeaders({ reportTo }: Collector): Record<string, string> {
  return reportTo === undefined ? {} : { 'Reporting-Endpoints': `${reportEndpoint}="${reportTo}"` }
}

/**
 * The directives that send violations to the collector. Firefox before 149 knows only `report-uri`, and browsers that know
 * `report-to` ignore it (CSP Level 3 §5.5). The policy does not restrict these requests: `connect-src` needs no entry
 * (CSP Level 3 §6.8.1, the destination `report`).
 */
export function reportDirectives({ reportTo }: Collector): string[] {
  return reportTo === undefined ? [] : [`report-uri ${reportTo}`, `report-to ${reportEndpoint}`]
}

/**
 * The value of `Integrity-Policy`, which refuses scripts without a hash (Subresource Integrity, Integrity-Policy) and reports
 * them to the collector.
 */
export function integrityPolicy({ reportTo }: Collector): string {
  const endpoints = reportTo === undefined ? [] : [`endpoints=(${reportEndpoint})`]
  return ['blocked-destinations=(script)', ...endpoints].join(', ')
}
