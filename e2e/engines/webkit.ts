import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { expect } from 'playwright/test'
import { freePort } from '../../command-line/testing/free-ports.ts'
import type { Engine, Profile, RunningEngine, Tab } from './engine.ts'
import { elementOf, type Session, startSession } from './web-driver.ts'

const driverPath = '/usr/bin/WebKitWebDriver'
const displayPath = '/usr/bin/Xvfb'

/** WebKitGTK's MiniBrowser, on a virtual display. */
export const webkit: Engine = {
  name: 'WebKitGTK',
  installation: 'on Debian, apt-get install webkit2gtk-driver xvfb',
  isInstalled: () => existsSync(driverPath) && existsSync(displayPath),
  start,
}

async function start(): Promise<RunningEngine> {
  const display = await startDisplay()
  const driver = await startDriver(display.name)
  const session = await openSession(driver.origin)
  const version = String(session.capabilities['browserVersion'])
  await session.close()
  return {
    version,
    openProfile: async () => profileOf(await openSession(driver.origin)),
    close: async () => {
      await stop(driver.process)
      await stop(display.process)
    },
  }
}

async function startDisplay(): Promise<{ process: ChildProcess; name: string }> {
  const options = ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp']
  const server = spawn(displayPath, options, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const [written] = (await once(server.stdio[3] as Readable, 'data')) as [Buffer]
  return { process: server, name: `:${written.toString().trim()}` }
}

async function startDriver(display: string): Promise<{ process: ChildProcess; origin: string }> {
  const port = await freePort()
  const driver = spawn(driverPath, [`--port=${port}`], {
    stdio: 'ignore',
    // The app must work with the language C, which navigator.language then is.
    env: { ...process.env, DISPLAY: display, LC_ALL: 'C.UTF-8', NO_AT_BRIDGE: '1' },
  })
  const origin = `http://127.0.0.1:${port}`
  const status = () => fetch(`${origin}/status`).then(({ ok }) => ok)
  await expect(async () => expect(await status()).toBe(true)).toPass({ timeout: 20_000 })
  return { process: driver, origin }
}

function openSession(driver: string): Promise<Session> {
  return startSession(driver, {
    acceptInsecureCerts: true,
    // With another strategy, the driver stops answering after Back.
    pageLoadStrategy: 'none',
    // A script never returns if the page is left meanwhile: https://github.com/w3c/webdriver/issues/1708
    timeouts: { script: 3_000 },
    // Without tracking prevention, which Safari has, WebKitGTK sends third-party cookies.
    'webkitgtk:browserOptions': { args: ['--automation', '--enable-itp'] },
  })
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill()
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

function profileOf(session: Session): Profile {
  return {
    openTab: async () => tabOf(session, await session.newTab()),
    close: session.close,
  }
}

/** A click that leaves the page has happened, even if the driver does not get the answer of the page. */
function allowLeaving(error: unknown): void {
  if (/stale element|no such element|not interactable|intercepted/.test(String(error))) throw error
}

function tabOf(session: Session, handle: string): Tab {
  const run = (expression: string) => {
    const script = { script: `return (${expression})`, args: [] }
    return session.send(handle, 'POST', '/execute/sync', script)
  }
  return {
    open: async (url) => {
      await run('void Object.assign(window, { isOld: true })')
      await session.send(handle, 'POST', '/url', { url })
      const isThere = () => run('window.isOld === undefined && document.readyState !== "loading"')
      await expect(async () => expect(await isThere()).toBe(true)).toPass({ timeout: 30_000 })
    },
    evaluate: run,
    click: async (expression) => {
      const element = elementOf(await run(expression))
      if (element === undefined) throw new Error(`No element: ${expression}`)
      await session.send(handle, 'POST', `/element/${element}/click`).catch(allowLeaving)
    },
    resize: async (width, height) => {
      await session.send(handle, 'POST', '/window/rect', { width, height })
    },
  }
}
