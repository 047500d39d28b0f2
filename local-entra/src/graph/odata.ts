import { GraphError } from './access.ts'
import type { Resource } from './directory.ts'

/** The query options of a request (https://learn.microsoft.com/graph/query-parameters). */
export interface ODataRequest {
  url: URL
  /** The address of the service with the version, which links and contexts start with. */
  service: string
  select: string[] | undefined
  /** Entries on a page. */
  top: number
  /** Entries on the pages before. */
  skip: number
  count: boolean
}

const PAGE_SIZE = 100
const MOST_ENTRIES = 999
const UNSUPPORTED = ['$filter', '$search', '$orderby', '$expand', '$skip']

/**
 * Reads the query options.
 * @throws {GraphError} 400 for a value that Graph refuses, and for an option that is not here
 */
export function readQuery(url: URL, service: string): ODataRequest {
  const { searchParams } = url
  const missing = UNSUPPORTED.find((name) => searchParams.has(name))
  if (missing !== undefined) throw badRequest(`The local Microsoft Graph has no ${missing}.`)
  const size = searchParams.get('$top') ?? String(PAGE_SIZE)
  const top = Number(size)
  if (!/^\d+$/.test(size) || top < 1 || top > MOST_ENTRIES) {
    throw badRequest(`Invalid page size specified: '${size}'.`)
  }
  const token = searchParams.get('$skiptoken')
  const offset = token === null ? '0' : Buffer.from(token, 'base64url').toString()
  if (!/^\d+$/.test(offset)) throw badRequest('The $skiptoken is invalid.')
  const names = searchParams.get('$select')?.split(',') ?? []
  const select = names.map((name) => name.trim()).filter(Boolean)
  const count = searchParams.get('$count') === 'true'
  return {
    url,
    service,
    select: select.length > 0 ? select : undefined,
    top,
    skip: Number(offset),
    count,
  }
}

const badRequest = (message: string) => new GraphError(400, 'BadRequest', message)

/** @param set the entity set that the resource is of, such as `users` */
export function entity(query: ODataRequest, set: string, resource: Resource): Response {
  return json({ '@odata.context': `${contextOf(query, set)}/$entity`, ...resource })
}

/** One page of the entries. */
export function collection(
  query: ODataRequest,
  set: string,
  entries: readonly unknown[],
): Response {
  const { skip, top } = query
  const end = skip + top
  return json({
    '@odata.context': contextOf(query, set),
    ...(query.count ? { '@odata.count': entries.length } : {}),
    ...(end < entries.length ? { '@odata.nextLink': linkTo(query, end) } : {}),
    value: entries.slice(skip, end),
  })
}

function contextOf({ service, select }: ODataRequest, set: string): string {
  return `${service}/$metadata#${set}${select ? `(${select.join(',')})` : ''}`
}

function linkTo({ url, service }: ODataRequest, skip: number): string {
  const [, , ...path] = url.pathname.split('/')
  const query = new URLSearchParams(url.search)
  query.set('$skiptoken', Buffer.from(String(skip)).toString('base64url'))
  return `${service}/${path.join('/')}?${query.toString().replaceAll('%24', '$')}`
}

function json(body: object): Response {
  return Response.json(body, {
    headers: {
      'content-type':
        'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
      'odata-version': '4.0',
      'cache-control': 'no-cache',
    },
  })
}
