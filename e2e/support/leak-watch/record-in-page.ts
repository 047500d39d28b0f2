/**
 * Runs in every page before its own scripts, and reports each text that is written to storage, the document, the history,
 * messages or the console, even if it is removed a moment later.
 * @param names of the functions that take a report, and how the path of a token endpoint ends
 */
export function recordInPage(names: {
  reporters: { sighting: string; tokenAnswer: string }
  tokenEndpointPath: string
}): void {
  type Report = (...texts: string[]) => unknown
  const given = globalThis as unknown as Record<string, Report>
  const report = given[names.reporters.sighting]
  const note = (place: string, detail: string, value: unknown) => {
    const text = typeof value === 'string' ? value : asText(value)
    // No secret is shorter.
    if (/[\w.~+/-]{20}/.test(text)) void report?.(place, detail, text)
  }
  function asText(value: unknown): string {
    try {
      return JSON.stringify(value) ?? ''
    } catch {
      return String(value)
    }
  }

  /** Wraps a method to read its arguments. */
  function observe<T extends object>(
    target: T,
    method: keyof T,
    look: (self: never, values: unknown[]) => void,
  ): void {
    const original = target[method] as (...values: unknown[]) => unknown
    const observed = function observed(this: unknown, ...values: unknown[]) {
      look(this as never, values)
      return original.apply(this, values)
    }
    target[method] = observed as T[keyof T]
  }

  // The browser can discard the body of a response before Playwright reads it, so the page reads it.
  const { fetch } = globalThis
  globalThis.fetch = async (...request) => {
    const answer = await fetch(...request)
    // An opaque response has no URL.
    if (answer.url.split('?')[0]?.endsWith(names.tokenEndpointPath)) {
      const tell = (text: string) => void given[names.reporters.tokenAnswer]?.(text)
      answer
        .clone()
        .text()
        .then(tell, () => undefined)
    }
    return answer
  }

  observe(Storage.prototype, 'setItem', (self: Storage, [key, value]) => {
    note(self === sessionStorage ? 'session storage' : 'local storage', String(key), value)
  })
  observe(BroadcastChannel.prototype, 'postMessage', (self: BroadcastChannel, [message]) => {
    note('broadcast channel', self.name, message)
  })
  for (const target of [window, MessagePort.prototype] as { postMessage: unknown }[]) {
    observe(target, 'postMessage', (_self, [message]) => note('window message', '', message))
  }
  for (const method of ['pushState', 'replaceState'] as const) {
    observe(History.prototype, method, (_self, [state, , url]) =>
      note('history', method, [state, url]),
    )
  }
  for (const method of ['add', 'put'] as const) {
    observe(IDBObjectStore.prototype, method, (_self, values) => note('IndexedDB', method, values))
  }
  for (const method of ['debug', 'log', 'info', 'warn', 'error'] as const) {
    observe(console, method, (_self, values) =>
      note('console', method, values.map(String).concat(asText(values))),
    )
  }
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')
  Object.defineProperty(Document.prototype, 'cookie', {
    ...cookie,
    set(this: Document, value: string) {
      note('cookie', '', value)
      cookie?.set?.call(this, value)
    },
  })

  new MutationObserver((changes) => {
    for (const { target, type, attributeName, addedNodes } of changes) {
      if (type === 'characterData') note('document', 'text', target.textContent)
      if (type === 'attributes') {
        note('document', attributeName ?? '', (target as Element).getAttribute(attributeName ?? ''))
      }
      for (const node of addedNodes) note('document', node.nodeName, textOf(node))
    }
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
  function textOf(node: Node): string {
    return node instanceof Element ? node.outerHTML : (node.textContent ?? '')
  }
}

/** The current content of storage, URL, history, document and caches of a page. */
export async function readPage(): Promise<[place: string, detail: string, text: string][]> {
  const stored = (place: string, storage: Storage) =>
    Object.entries(storage).map(([key, value]): [string, string, string] => [
      place,
      key,
      String(value),
    ])
  const fields = Array.from(
    document.querySelectorAll('input, textarea'),
    (field) => (field as HTMLInputElement).value,
  )
  const databases = await indexedDB.databases()
  const cached = await caches.keys()
  const workers = await navigator.serviceWorker.getRegistrations()
  return [
    ...stored('session storage', sessionStorage),
    ...stored('local storage', localStorage),
    ['cookie', '', document.cookie],
    ['address', '', location.href],
    ['history', 'state', JSON.stringify(history.state) ?? ''],
    ['document', 'markup', document.documentElement.outerHTML],
    ['document', 'fields', fields.join(' ')],
    ['document', 'window name', window.name],
    ['timeline', '', JSON.stringify(performance.getEntries())],
    ...databases.map(({ name = '' }): [string, string, string] => [
      'IndexedDB',
      name,
      'a database',
    ]),
    ...cached.map((name): [string, string, string] => ['Cache Storage', name, 'a cache']),
    ...workers.map(({ scope }): [string, string, string] => ['service worker', scope, 'a worker']),
  ]
}
