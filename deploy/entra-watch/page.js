import { legs, Refused } from './walk.js'

// Takes the walk in a browser. What the next page load needs is in session storage until the walk ends.

const key = 'verify-tenant'
const parameters = new URLSearchParams(location.hash.slice(1) || location.search)
history.replaceState(null, '', location.pathname)

/** @type {import('./walk.js').Settings} */
const settings = await (await fetch('/settings')).json()
/** @type {import('./walk.js').State} */
const state = JSON.parse(sessionStorage.getItem(key) ?? '{}')
const leg = state['leg'] === undefined ? undefined : legs[Number(state['leg'])]

element('start').addEventListener('click', () => attempt(start))
element('skip').addEventListener('click', () => attempt(goOn))

if (leg === undefined) ask('Select Start to begin.', 'start')
else if (leg.returnsEmpty || parameters.toString() !== '') attempt(arrive)
else ask(`The identity provider did not redirect back from the ${leg.title}.`, 'start', 'skip')

async function start() {
  sessionStorage.removeItem(key)
  await tell('/start', { browser: navigator.userAgent })
  await leaveFor(0)
}

async function arrive() {
  say(`Recording the ${leg?.title}…`)
  await leg?.arrive(run(), parameters)
  await goOn()
}

async function goOn() {
  await leaveFor(Number(state['leg']) + 1)
}

/** @param {number} next */
async function leaveFor(next) {
  const [to] = legs.slice(next)
  if (to === undefined) return finish('The walk is complete.')
  say(`Going to the ${to.title}…`)
  state['leg'] = String(next)
  const url = await to.leave(run())
  sessionStorage.setItem(key, JSON.stringify(state))
  location.assign(url)
}

/** @param {string} text */
async function finish(text) {
  sessionStorage.removeItem(key)
  await tell('/done', {})
  say(`${text} The terminal shows the result. You can close this page.`)
}

function run() {
  return { settings, state, send, record }
}

/**
 * @param {string} url
 * @param {RequestInit} init
 */
async function send(url, init) {
  const response = await fetch(url, { ...init, credentials: 'omit' }).catch(() => undefined)
  if (response === undefined) return undefined
  const body = await response.json().catch(() => ({}))
  return { status: response.status, headers: response.headers, body }
}

/**
 * @param {string} step
 * @param {import('./shape.js').Facts} facts
 */
async function record(step, facts) {
  await tell('/step', { step, facts })
  const item = document.createElement('li')
  item.textContent = step
  element('steps').append(item)
}

/**
 * @param {string} path
 * @param {object} body
 */
async function tell(path, body) {
  const headers = { 'content-type': 'application/json' }
  const { ok } = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!ok) throw new Error(`The command refused ${path}.`)
}

/** @param {() => Promise<void>} work */
function attempt(work) {
  for (const name of ['start', 'skip']) element(name).hidden = true
  work().catch((/** @type {unknown} */ error) => {
    if (error instanceof Refused) return finish('The tenant refused the sign-in.')
    return ask(`The walk stopped. ${error instanceof Error ? error.message : ''}`, 'start')
  })
}

/**
 * @param {string} text
 * @param {string[]} buttons
 */
function ask(text, ...buttons) {
  say(text)
  for (const name of buttons) element(name).hidden = false
}

/** @param {string} text */
function say(text) {
  element('status').textContent = text
}

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id)
  if (!found) throw new Error(`no ${id}`)
  return found
}
